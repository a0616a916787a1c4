//! The purpose of a campaign, the unit of its headcounts, and the words for both: the only place of
//! nouns and verbs in which a day of photographs differs from a day of vaccination.

use super::text::{Lang, Text, counted};

/// What is done with people on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// They are photographed.
    #[default]
    Photo,
    /// They are vaccinated.
    Vaccination,
    /// They are examined by physicians.
    CheckUp,
    /// They are handed textbooks.
    Textbooks,
    /// Their fitness is tested.
    Fitness,
}

/// The unit of headcounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counts {
    /// Persons.
    #[default]
    People,
    /// Classes, for lists without persons: books are handed out class by class.
    Classes,
}

/// The purpose of a campaign and the unit of its headcounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CampaignKind {
    /// The service that the people come for.
    pub purpose: Purpose,
    /// The unit of headcounts.
    pub counts: Counts,
}

/// What every kind's station is called in Chinese where the kind is not known, as in headers that all
/// campaigns share; [`CampaignKind::in_own_words`] puts the kind's own word there.
pub const STATION: &str = "服务点";

/// Words of Chinese sentences.
#[derive(Debug)]
pub struct ChineseWords {
    /// What is done, in calendars: `王某：图像采集`.
    pub event: &'static str,
    /// What is done, as the heading of a slot and before 用时, 速度, 能力.
    pub service: &'static str,
    /// The verb, as in 可拍人数, 拍完, 已拍.
    pub verb: &'static str,
    /// The heading of the official timetable.
    pub timetable: &'static str,
    /// Not done: 缺拍 3 人.
    pub missed: &'static str,
    /// For those who missed it.
    pub make_up: &'static str,
    /// The time kept for them.
    pub make_up_time: &'static str,
    /// What people bring to be told apart, where the list has it.
    pub code: &'static str,
    /// Where one person is served.
    pub desk: &'static str,
    /// Where a team serves one group at a time.
    pub station: &'static str,
    /// The team at a station.
    pub crew: &'static str,
}

/// Words of English sentences.
#[derive(Debug)]
pub struct EnglishWords {
    /// What is done, in calendars and notices: `photos 09:00–09:20`.
    pub service: &'static str,
    /// The verb; with an s it is the third person.
    pub verb: &'static str,
    /// Its participle.
    pub served: &'static str,
    /// The service of one person: `photo`; see [`CampaignKind::one`].
    one: &'static str,
    /// The plural of the service of one person, the unit of rates: `photos per hour`; see [`CampaignKind::many`].
    many: &'static str,
    /// Where one person is served; with an s it is the plural.
    pub desk: &'static str,
}

/// Words for the unit of headcounts: people, or classes where headcounts are numbers of classes.
#[derive(Debug)]
pub struct CountWords {
    /// The Chinese unit behind a number: 27 人, 27 个班.
    pub unit: &'static str,
    /// The Chinese noun in compounds: 人数, 班/小时.
    pub noun: &'static str,
    /// The English singular: 1 person.
    pub person: &'static str,
    /// The English plural: 27 people.
    pub people: &'static str,
    /// The English plural at the beginning of a heading.
    pub heading: &'static str,
    /// The English heading over a column of headcounts.
    pub column: &'static str,
}

const PEOPLE: CountWords = CountWords {
    unit: "人",
    noun: "人",
    person: "person",
    people: "people",
    heading: "People",
    column: "People",
};

const CLASSES: CountWords = CountWords {
    unit: "个班",
    noun: "班",
    person: "class",
    people: "classes",
    heading: "Classes",
    column: "No. of classes",
};

const PHOTO: (ChineseWords, EnglishWords) = (
    ChineseWords {
        event: "图像采集",
        service: "拍摄",
        verb: "拍",
        timetable: "摄像时间安排",
        missed: "缺拍",
        make_up: "补照",
        make_up_time: "补照时间",
        code: "采集码",
        desk: "机位",
        station: "拍摄点",
        crew: "摄影组",
    },
    EnglishWords {
        service: "photos",
        verb: "photograph",
        served: "photographed",
        one: "photo",
        many: "photos",
        desk: "camera",
    },
);

const VACCINATION: (ChineseWords, EnglishWords) = (
    ChineseWords {
        event: "疫苗接种",
        service: "接种",
        verb: "接种",
        timetable: "接种时间安排",
        missed: "未接种",
        make_up: "补种",
        make_up_time: "补种时间",
        code: "预约码",
        desk: "接种台",
        station: "接种点",
        crew: "接种组",
    },
    EnglishWords {
        service: "vaccination",
        verb: "vaccinate",
        served: "vaccinated",
        one: "dose",
        many: "doses",
        desk: "desk",
    },
);

const CHECK_UP: (ChineseWords, EnglishWords) = (
    ChineseWords {
        event: "体检",
        service: "体检",
        verb: "检",
        timetable: "体检时间安排",
        missed: "未检",
        make_up: "补检",
        make_up_time: "补检时间",
        code: "预约码",
        desk: "检查台",
        station: "体检点",
        crew: "体检组",
    },
    EnglishWords {
        service: "check-up",
        verb: "examine",
        served: "examined",
        one: "examination",
        many: "examinations",
        desk: "desk",
    },
);

const TEXTBOOKS: (ChineseWords, EnglishWords) = (
    ChineseWords {
        event: "教材领取",
        service: "领取",
        verb: "领",
        timetable: "领取时间安排",
        missed: "未领",
        make_up: "补领",
        make_up_time: "补领时间",
        code: "领取码",
        desk: "发放台",
        station: "发放点",
        crew: "发放组",
    },
    EnglishWords {
        service: "textbooks",
        verb: "serve",
        served: "served",
        one: "handout",
        many: "handouts",
        desk: "desk",
    },
);

const FITNESS: (ChineseWords, EnglishWords) = (
    ChineseWords {
        event: "体质测试",
        service: "测试",
        verb: "测",
        timetable: "测试时间安排",
        missed: "未测",
        make_up: "补测",
        make_up_time: "补测时间",
        code: "预约码",
        desk: "测试位",
        station: "测试点",
        crew: "测试组",
    },
    EnglishWords {
        service: "fitness test",
        verb: "test",
        served: "tested",
        one: "test",
        many: "tests",
        desk: "desk",
    },
);

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 5] = [
        Purpose::Photo,
        Purpose::Vaccination,
        Purpose::CheckUp,
        Purpose::Textbooks,
        Purpose::Fitness,
    ];

    fn words(self) -> &'static (ChineseWords, EnglishWords) {
        match self {
            Purpose::Photo => &PHOTO,
            Purpose::Vaccination => &VACCINATION,
            Purpose::CheckUp => &CHECK_UP,
            Purpose::Textbooks => &TEXTBOOKS,
            Purpose::Fitness => &FITNESS,
        }
    }

    /// The Chinese words of a purpose.
    pub fn zh(self) -> &'static ChineseWords {
        &self.words().0
    }
}

impl CampaignKind {
    /// The kind of a purpose, photographs by default, and a unit of headcounts, people by default.
    pub fn new(purpose: Option<Purpose>, counts: Option<Counts>) -> CampaignKind {
        CampaignKind { purpose: purpose.unwrap_or_default(), counts: counts.unwrap_or_default() }
    }

    /// The Chinese words of the kind's purpose.
    pub fn zh(self) -> &'static ChineseWords {
        self.purpose.zh()
    }

    /// The English words of the kind's purpose.
    pub fn en(self) -> &'static EnglishWords {
        &self.purpose.words().1
    }

    /// The words for the unit of the kind's headcounts.
    pub fn count(self) -> &'static CountWords {
        match self.counts {
            Counts::People => &PEOPLE,
            Counts::Classes => &CLASSES,
        }
    }

    /// The service of one person in English, or the class that is served.
    pub fn one(self) -> &'static str {
        match self.counts {
            Counts::People => self.en().one,
            Counts::Classes => CLASSES.person,
        }
    }

    /// The unit of rates in English: `photos` per hour, or `classes`.
    pub fn many(self) -> &'static str {
        match self.counts {
            Counts::People => self.en().many,
            Counts::Classes => CLASSES.people,
        }
    }

    /// A Chinese text that all kinds share, with the kind's own word for a station.
    pub fn in_own_words(self, shared: &str) -> String {
        shared.replace(STATION, self.zh().station)
    }

    /// A count of desks in English: `1 camera`, `2 cameras`.
    pub fn desks(self, count: impl std::fmt::Display) -> String {
        let one = self.en().desk;
        counted::of(count, one, &format!("{one}s"))
    }

    /// A text that all kinds share, with classes in the place of people where headcounts count classes.
    pub fn in_own_unit(self, shared: &Text, lang: Lang) -> String {
        let (text, own) = (shared.get(lang), self.headcount(Lang::Zh));
        lang.pick(text.replace("人数", &own), text.replace("people", self.count().people))
    }

    /// The heading over headcounts: 人数, or 班数 where classes are counted.
    pub fn headcount(self, lang: Lang) -> String {
        let words = self.count();
        lang.pick(format!("{}数", words.noun), words.column.to_owned())
    }

    /// A headcount in English: `1 person`, `27 classes`.
    pub fn people(self, count: impl std::fmt::Display) -> String {
        counted::of(count, self.count().person, self.count().people)
    }
}
