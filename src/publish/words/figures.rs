//! Figures: what those by which plans are compared are called, and how a chance is written.

use crate::base::kind::CampaignKind;
use crate::base::text::Text;
use crate::plans::compare::Figure;

/// What a figure is called, by what the campaign is for.
pub fn label(figure: Figure, kind: CampaignKind) -> Text {
    match figure {
        Figure::Expected => Text::new("预计到场", "Expected"),
        Figure::Unserved => Text::new("未安排", "Without a window"),
        Figure::PeakRate => Text::new("最高所需速度", "Peak required rate"),
        Figure::PeakPerCamera => Text::new(
            format!("每个{}的最高速度", kind.zh().desk),
            format!("Peak per {}", kind.en().desk),
        ),
        Figure::MeanRate => Text::new("平均所需速度", "Mean required rate"),
        Figure::LowestRate => Text::new("最低所需速度", "Lowest required rate"),
        Figure::HalfDays => Text::new("启用半天", "Half-days opened"),
        Figure::Moved => Text::new("需改时间", "Told a new time"),
        Figure::Overload => {
            Text::new(format!("超出{}能力", kind.zh().service), "Above the station's rate")
        }
        Figure::Overtime => Text::new("超时", "Overtime"),
    }
}

/// Its unit.
pub fn unit(figure: Figure, kind: CampaignKind) -> Text {
    match figure {
        Figure::Expected | Figure::Unserved | Figure::Moved | Figure::Overload => {
            Text::new(kind.count().unit, kind.count().people)
        }
        Figure::PeakRate | Figure::PeakPerCamera | Figure::MeanRate | Figure::LowestRate => {
            Text::new(format!("{}/小时", kind.count().noun), format!("{}/h", kind.many()))
        }
        Figure::HalfDays => Text::new("个", "half-days"),
        Figure::Overtime => Text::new("分钟", "min"),
    }
}

/// `99.3%`; never rounded up to certainty.
pub fn per_cent(share: f64) -> String {
    let shown = (share * 1000.0).floor() / 10.0;
    if (shown - shown.round()).abs() < 1e-9 {
        format!("{shown:.0}%")
    } else {
        format!("{shown:.1}%")
    }
}

#[cfg(test)]
mod tests {
    use super::per_cent;

    #[test]
    fn certainty_is_never_rounded_up() {
        assert_eq!(per_cent(0.9999), "99.9%");
        assert_eq!(per_cent(0.95), "95%");
        assert_eq!(per_cent(1.0), "100%");
    }
}
