//! Names of colleges and classes, as universities have them.

use crate::base::text::{Lang, Text};
use jiff::civil::Date;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

/// A college with three majors that no other college has.
struct SampleCollege {
    zh: &'static str,
    en: &'static str,
    majors: [&'static str; 3],
}

const fn college(zh: &'static str, en: &'static str, majors: [&'static str; 3]) -> SampleCollege {
    SampleCollege { zh, en, majors }
}

const COLLEGES: [SampleCollege; 60] = [
    college("机械工程学院", "Mechanical Engineering", ["机械工程", "机械电子工程", "工业工程"]),
    college("电气工程学院", "Electrical Engineering", ["电气工程", "智能电网", "电机与电器"]),
    college("自动化学院", "Automation", ["自动化", "机器人工程", "轨道交通信号"]),
    college("计算机学院", "Computer Science", ["计算机科学", "软件工程", "网络工程"]),
    college("人工智能学院", "Artificial Intelligence", ["人工智能", "智能科学", "数据科学"]),
    college("网络空间安全学院", "Cyberspace Security", ["网络空间安全", "信息安全", "保密技术"]),
    college("电子信息学院", "Electronic Information", ["电子信息工程", "电子科学", "集成电路"]),
    college("通信工程学院", "Communication Engineering", ["通信工程", "物联网工程", "电波传播"]),
    college("光电工程学院", "Optoelectronic Engineering", ["光电信息", "测控技术", "智能感知"]),
    college("土木工程学院", "Civil Engineering", ["土木工程", "道路桥梁", "地下空间"]),
    college("建筑学院", "Architecture", ["建筑学", "城乡规划", "历史建筑保护"]),
    college("交通运输学院", "Transport", ["交通运输", "交通工程", "交通设备"]),
    college("水利水电学院", "Water Resources and Hydropower", ["水利水电", "水文学", "港口航道"]),
    college("环境学院", "Environment", ["环境工程", "环境科学", "给排水"]),
    college(
        "材料科学与工程学院",
        "Materials Science and Engineering",
        ["材料科学", "高分子材料", "复合材料"],
    ),
    college("冶金学院", "Metallurgy", ["冶金工程", "有色冶金", "资源循环"]),
    college("化学学院", "Chemistry", ["化学", "应用化学", "分子科学"]),
    college("化工学院", "Chemical Engineering", ["化学工程", "能源化工", "过程装备"]),
    college("制药工程学院", "Pharmaceutical Engineering", ["制药工程", "生物制药", "药物制剂"]),
    college("食品学院", "Food Science", ["食品科学", "食品安全", "酿酒工程"]),
    college("轻工学院", "Light Industry", ["轻化工程", "包装工程", "印刷工程"]),
    college("纺织学院", "Textiles", ["纺织工程", "服装设计", "非织造材料"]),
    college("能源与动力学院", "Energy and Power", ["能源与动力", "新能源科学", "储能科学"]),
    college("石油工程学院", "Petroleum Engineering", ["石油工程", "油气储运", "海洋油气"]),
    college("矿业学院", "Mining", ["采矿工程", "矿物加工", "智能采矿"]),
    college("地球科学学院", "Earth Science", ["地质学", "地球物理", "地球信息"]),
    college("测绘学院", "Surveying and Mapping", ["测绘工程", "遥感科学", "导航工程"]),
    college("安全工程学院", "Safety Engineering", ["安全工程", "应急技术", "消防工程"]),
    college(
        "航空航天学院",
        "Aeronautics and Astronautics",
        ["飞行器设计", "飞行器动力", "无人机系统"],
    ),
    college("船舶与海洋学院", "Naval Architecture and Ocean", ["船舶工程", "海洋工程", "轮机工程"]),
    college("汽车学院", "Automotive Engineering", ["车辆工程", "智能车辆", "汽车服务"]),
    college("数学与统计学院", "Mathematics and Statistics", ["数学", "信息与计算", "统计学"]),
    college("物理学院", "Physics", ["物理学", "应用物理", "声学"]),
    college("生命科学学院", "Life Sciences", ["生物科学", "生物技术", "生态学"]),
    college("农学院", "Agriculture", ["农学", "种子科学", "植物保护"]),
    college("园艺学院", "Horticulture", ["园艺", "茶学", "设施农业"]),
    college("林学院", "Forestry", ["林学", "森林保护", "野生动物保护"]),
    college("动物科技学院", "Animal Science", ["动物科学", "水产养殖", "蚕学"]),
    college("动物医学院", "Veterinary Medicine", ["动物医学", "动物药学", "动植物检疫"]),
    college("临床医学院", "Clinical Medicine", ["临床医学", "麻醉学", "儿科学"]),
    college("口腔医学院", "Stomatology", ["口腔医学", "口腔技术", "口腔预防"]),
    college("护理学院", "Nursing", ["护理学", "助产学", "老年护理"]),
    college("公共卫生学院", "Public Health", ["预防医学", "卫生检验", "健康管理"]),
    college("中医药学院", "Traditional Chinese Medicine", ["中医学", "针灸推拿", "中药学"]),
    college("经济学院", "Economics", ["经济学", "国际贸易", "数字经济"]),
    college("金融学院", "Finance", ["金融学", "投资学", "保险学"]),
    college("会计学院", "Accounting", ["会计学", "审计学", "财务管理"]),
    college("工商管理学院", "Business Administration", ["工商管理", "市场营销", "人力资源管理"]),
    college("物流学院", "Logistics", ["物流管理", "物流工程", "供应链管理"]),
    college("旅游学院", "Tourism", ["旅游管理", "酒店管理", "会展经济"]),
    college("公共管理学院", "Public Administration", ["行政管理", "劳动与保障", "土地管理"]),
    college("法学院", "Law", ["法学", "知识产权", "国际法"]),
    college("马克思主义学院", "Marxism", ["思想政治教育", "马克思主义理论", "中共党史"]),
    college("文学院", "Chinese Language and Literature", ["汉语言文学", "秘书学", "古典文献"]),
    college("外国语学院", "Foreign Languages", ["英语", "日语", "翻译"]),
    college("历史学院", "History", ["历史学", "考古学", "文物保护"]),
    college("新闻与传播学院", "Journalism and Communication", ["新闻学", "广告学", "新媒体"]),
    college("教育学院", "Education", ["教育学", "学前教育", "应用心理"]),
    college("体育学院", "Physical Education", ["体育教育", "运动训练", "社会体育"]),
    college("艺术学院", "Arts", ["视觉传达", "音乐学", "舞蹈学"]),
];

/// The main campus first; the others have the same colleges once more. Further ones have numbers.
const CAMPUSES: [(&str, &str); 8] = [
    ("", ""),
    ("东校区", "East Campus"),
    ("西校区", "West Campus"),
    ("南校区", "South Campus"),
    ("北校区", "North Campus"),
    ("滨海校区", "Seaside Campus"),
    ("高新校区", "Hi-Tech Campus"),
    ("大学城校区", "University Town Campus"),
];

/// The most groups: ten times the largest university's, made in seconds.
pub const MOST: usize = 5_000;

/// The name of a campus by its place.
fn campus(place: usize) -> (String, String) {
    let named = CAMPUSES.get(place).map(|(zh, en)| ((*zh).to_owned(), (*en).to_owned()));
    named.unwrap_or_else(|| (format!("第{}校区", place + 1), format!("Campus {}", place + 1)))
}

/// A group's name, and the names of its classes in their order.
pub struct GroupNames {
    /// The group.
    pub group: Text,
    /// Its classes, unique in the whole campaign.
    pub classes: Vec<String>,
}

/// Names for `groups` groups with `classes` classes each, campus by campus in an order of chance.
pub fn names(groups: usize, classes: usize, dice: &mut ChaCha8Rng) -> Vec<GroupNames> {
    let mut named = Vec::new();
    // The named campuses are shuffled even where there are fewer groups, so that a recipe gives the
    // same campaign whatever the largest one is.
    let campuses = CAMPUSES.len().max(groups.div_ceil(COLLEGES.len()));
    for (campus_zh, campus_en) in (0..campuses).map(campus) {
        let mut here: Vec<&SampleCollege> = COLLEGES.iter().collect();
        here.shuffle(dice);
        named.extend(here.into_iter().map(|college| {
            let english = if campus_en.is_empty() {
                college.en.to_owned()
            } else {
                format!("{}, {campus_en}", college.en)
            };
            GroupNames {
                group: Text::new(format!("{campus_zh}{}", college.zh), english),
                classes: class_names(&campus_zh, college, classes),
            }
        }));
    }
    named.truncate(groups);
    named
}

/// Colleges of one campus, no two alike, without the campus in their names.
pub(super) fn of_campus(colleges: usize, dice: &mut ChaCha8Rng) -> Vec<Text> {
    let mut here: Vec<&SampleCollege> = COLLEGES.iter().collect();
    here.shuffle(dice);
    here.into_iter().take(colleges).map(|own| Text::new(own.zh, own.en)).collect()
}

/// `会计学2022-01`: the classes of a college, shared out evenly over its majors.
fn class_names(campus: &str, college: &SampleCollege, classes: usize) -> Vec<String> {
    let majors = college.majors.len();
    let major_of = |class: usize| class * majors / classes;
    (0..classes)
        .map(|class| {
            let number =
                (0..=class).filter(|earlier| major_of(*earlier) == major_of(class)).count();
            format!("{campus}{}{}-{number:02}", college.majors[major_of(class)], super::GRADE)
        })
        .collect()
}

/// The English or Chinese name of a station by its number from 1.
pub fn station(number: usize) -> Text {
    Text::new(format!("{number}号机位"), format!("Station {number}"))
}

/// `10-13上午` or, where there are several stations, `10-13上午1号机位`; with the year where the
/// campaign has gone on for more than one.
pub fn block(date: Date, first: Date, half: &str, station: Option<&Text>) -> String {
    let station = station.map_or("", |station| station.get(Lang::Zh));
    let in_second_year =
        (date.year(), date.month(), date.day()) >= (first.year() + 1, first.month(), first.day());
    let year = if in_second_year { format!("{}-", date.year()) } else { String::new() };
    format!("{year}{:02}-{:02}{half}{station}", date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::{MOST, names};
    use crate::base::text::Lang;
    use rand::SeedableRng;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_is_used_twice() {
        let names = names(MOST, 7, &mut rand::rngs::ChaCha8Rng::seed_from_u64(1));
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(
                names.iter().map(|names| names.group.get(lang)).collect::<BTreeSet<_>>().len(),
                MOST
            );
        }
        assert_eq!(
            names.iter().flat_map(|names| &names.classes).collect::<BTreeSet<_>>().len(),
            7 * MOST
        );
    }
}
