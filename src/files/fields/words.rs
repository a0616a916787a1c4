//! Values that are one word of a fixed list.

use super::written::{Written, Wrong};
use crate::base::kind::{Counts, Purpose};
use crate::base::text::{Lang, Text};
use crate::campaign::{ClassOrder, Latecomers, RelationKind, Service, StudentStatus, Tier, Wish};
use crate::files::tolerant::fold;
use crate::files::tree::Node;
use serde_json::json;

/// A value that is one word of a fixed list.
pub trait ListedWord: Copy + PartialEq + 'static {
    /// Each value with its words: first the one in documentation, then the Chinese one, then others
    /// that mean the same.
    const WORDS: &'static [(Self, &'static [&'static str])];

    /// The documented word.
    fn word(self) -> &'static str {
        let own = Self::WORDS.iter().find(|(value, _)| *value == self);
        own.and_then(|(_, words)| words.first()).copied().unwrap_or_default()
    }
}

/// The value of a word.
pub fn word_of<T: ListedWord>(text: &str) -> Option<T> {
    let means = |word: &&str| fold(word) == fold(text);
    let own = T::WORDS.iter().find(|(_, words)| words.iter().any(means));
    own.map(|(value, _)| *value)
}

impl<T: ListedWord> Written for T {
    fn read(node: &Node) -> Result<T, Wrong> {
        node.text().and_then(word_of).ok_or(Wrong::Word)
    }

    fn write(&self) -> toml_edit::Value {
        self.word().into()
    }

    fn how() -> Text {
        let all: Vec<String> = T::WORDS.iter().map(|(_, words)| words.join("/")).collect();
        let documented: Vec<&str> = T::WORDS.iter().map(|(value, _)| value.word()).collect();
        Text::new(all.join("、"), documented.join(", "))
    }

    fn schema() -> serde_json::Value {
        let documented: Vec<&str> = T::WORDS.iter().map(|(value, _)| value.word()).collect();
        json!({"enum": documented})
    }

    fn reference() -> String {
        let all = T::WORDS.iter().map(|(value, words)| match words.get(1..) {
            Some([first, rest @ ..]) => {
                let others: Vec<&str> = [&[*first], rest].concat();
                format!("`{}` ({})", value.word(), others.join(" "))
            }
            _ => format!("`{}`", value.word()),
        });
        all.collect::<Vec<_>>().join(", ")
    }

    fn same(one: &str, other: &str) -> bool {
        word_of::<T>(one).is_some() && word_of::<T>(one) == word_of::<T>(other)
    }

    fn in_language(cell: String, lang: Lang) -> String {
        let own = T::WORDS.iter().find(|(value, _)| value.word() == cell);
        let word = own.and_then(|(_, words)| words.get(lang.pick(1, 0)));
        word.map_or(cell, |word| (*word).to_owned())
    }
}

impl ListedWord for ClassOrder {
    const WORDS: &'static [(Self, &'static [&'static str])] =
        &[(ClassOrder::Listed, &["listed", "名单"]), (ClassOrder::Free, &["free", "自由"])];
}

impl ListedWord for Purpose {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Purpose::Photo, &["photo", "图像采集", "拍摄"]),
        (Purpose::Vaccination, &["vaccination", "疫苗接种", "接种"]),
        (Purpose::CheckUp, &["check-up", "体检"]),
        (Purpose::Textbooks, &["textbooks", "教材领取", "领取"]),
        (Purpose::Fitness, &["fitness", "体质测试", "体测"]),
    ];
}

impl ListedWord for Counts {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Counts::People, &["people", "人", "人数"]),
        (Counts::Classes, &["classes", "班", "班级"]),
    ];
}

impl ListedWord for Service {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Service::Lognormal, &["lognormal", "对数正态"]),
        (Service::Gamma, &["gamma", "伽马"]),
        (Service::Constant, &["constant", "固定"]),
    ];
}

impl ListedWord for Latecomers {
    const WORDS: &'static [(Self, &'static [&'static str])] =
        &[(Latecomers::Class, &["class", "班级"]), (Latecomers::Day, &["day", "当天"])];
}

impl ListedWord for Tier {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Tier::Unserved, &["unserved", "未安排人数"]),
        (Tier::Overload, &["overload", "超出能力的人数"]),
        (Tier::Overtime, &["overtime", "超时分钟"]),
        (Tier::Cuts, &["cuts", "学院的拆分"]),
        (Tier::Peak, &["peak", "最高所需速度"]),
        (Tier::Blocks, &["blocks", "启用的半天数"]),
        (Tier::Moved, &["moved", "需改时间的人数"]),
        (Tier::Preference, &["preference", "未满足的意愿"]),
        (Tier::Spread, &["spread", "忙闲不均"]),
        (Tier::Early, &["early", "各半天用时"]),
        (Tier::Moves, &["moves", "小组转场次数"]),
        (Tier::Visits, &["visits", "到校区的天数"]),
    ];
}

impl ListedWord for Wish {
    const WORDS: &'static [(Self, &'static [&'static str])] =
        &[(Wish::Prefer, &["prefer", "希望", "优先"]), (Wish::Avoid, &["avoid", "避开", "回避"])];
}

impl ListedWord for RelationKind {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (RelationKind::Together, &["together", "紧接"]),
        (RelationKind::Apart, &["apart", "错开"]),
        (RelationKind::Before, &["before", "先于"]),
    ];
}

impl ListedWord for StudentStatus {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (StudentStatus::Here, &["here", "到场", "在校"]),
        (StudentStatus::OffSite, &["off_site", "校外"]),
        (StudentStatus::MakeUp, &["make_up", "补办", "补照", "补种", "补检", "补领", "补测"]),
    ];
}

/// When a group that may have several windows is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Where the group takes longer than every block.
    Needed,
    /// Also where one is.
    Free,
}

impl ListedWord for Cut {
    const WORDS: &'static [(Self, &'static [&'static str])] =
        &[(Cut::Needed, &["needed", "需要时"]), (Cut::Free, &["free", "自由", "可拆"])];
}

/// Whether a student has the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl ListedWord for YesNo {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (YesNo::Yes, &["yes", "是", "已下载", "有", "y", "true", "1"]),
        (YesNo::No, &["no", "否", "未下载", "无", "n", "false", "0"]),
    ];
}

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Somebody has been photographed.
    Done,
    /// The number of people who have been photographed.
    Photographed,
    /// The number of people who did not come.
    Absent,
    /// The number of people who come on top of the list.
    More,
    /// A station does not work.
    Out,
    /// A block or a part of it is lost.
    Lost,
    /// A half-day is added to those of the campaign.
    Extra,
}

impl ListedWord for Happened {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Happened::Done, &["done", "拍完", "完成", "已完成", "已拍完"]),
        (
            Happened::Photographed,
            &["photographed", "已拍", "已拍人数", "已接种", "已检", "已领", "已测", "served"],
        ),
        (Happened::Absent, &["absent", "缺席", "未到", "没来"]),
        (Happened::More, &["more", "增加", "加人", "新增"]),
        (Happened::Out, &["out", "停用", "故障", "停机"]),
        (Happened::Lost, &["lost", "取消", "半天取消", "占用"]),
        (Happened::Extra, &["extra", "加开", "加开半天", "加场"]),
    ];
}
