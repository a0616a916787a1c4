//! The figures by which plans are compared, in words.

use crate::base::text::Text;
use crate::plans::compare::Figure;

/// What a figure is called.
pub fn label(figure: Figure) -> Text {
    match figure {
        Figure::Expected => Text::new("预计到场", "Expected"),
        Figure::Unserved => Text::new("未安排", "Without a window"),
        Figure::PeakRate => Text::new("最高所需速度", "Peak required rate"),
        Figure::PeakPerCamera => Text::new("每个机位的最高速度", "Peak per camera"),
        Figure::MeanRate => Text::new("平均所需速度", "Mean required rate"),
        Figure::LowestRate => Text::new("最低所需速度", "Lowest required rate"),
        Figure::HalfDays => Text::new("启用半天", "Half-days opened"),
        Figure::Moved => Text::new("需改时间", "Told a new time"),
        Figure::Overload => Text::new("超出拍摄能力", "Above the station's rate"),
        Figure::Overtime => Text::new("超时", "Overtime"),
    }
}

/// Its unit.
pub fn unit(figure: Figure) -> Text {
    match figure {
        Figure::Expected | Figure::Unserved | Figure::Moved | Figure::Overload => {
            Text::new("人", "people")
        }
        Figure::PeakRate | Figure::PeakPerCamera | Figure::MeanRate | Figure::LowestRate => {
            Text::new("人/小时", "photos/h")
        }
        Figure::HalfDays => Text::new("个", "half-days"),
        Figure::Overtime => Text::new("分钟", "min"),
    }
}
