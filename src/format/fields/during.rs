//! Columns of the tables that are written while a campaign runs.

use super::columns::{CLASS, Column, DATE, END, GROUP, HEADCOUNT, PEOPLE, START, STATION, Table, column};
use super::{HAPPENED, Kind};

/// Every column of these tables.
pub const COLUMNS: &[Column] = &[
    column(
        Table::Actuals,
        "what",
        &["事项", "情况"],
        Kind::Word(HAPPENED),
        true,
        "done 拍完；photographed 已拍（到现在为止的人数）；absent 缺席；more 增加；out 停用（站点）；lost 取消（半天或其一部分）",
        "done; photographed: how many so far; absent: how many did not come; more: how many come on top; out: a station does not work; lost: a block or a part of it",
    ),
    column(Table::Actuals, "group", GROUP, Kind::Name, false, "学院", "The group"),
    column(
        Table::Actuals,
        "class",
        CLASS,
        Kind::Name,
        false,
        "班级；空白指整个学院",
        "The class; empty for the whole group",
    ),
    column(Table::Actuals, "people", HEADCOUNT, PEOPLE, false, "人数", "How many"),
    column(
        Table::Actuals,
        "station",
        STATION,
        Kind::Name,
        false,
        "停用的站点；只有一个站点时可省",
        "The station that is out; may be left out when there is only one",
    ),
    column(Table::Actuals, "block", &["半天", "场次"], Kind::Name, false, "取消的半天", "The block that is lost"),
    column(
        Table::Actuals,
        "date",
        DATE,
        Kind::Day,
        false,
        "停用的日期；缺省今天",
        "The day of the outage; default today",
    ),
    column(
        Table::Actuals,
        "start",
        START,
        Kind::Time,
        false,
        "从何时起；停用缺省从现在起，取消缺省从半天开始",
        "From; default now for a station, the start for a block",
    ),
    column(
        Table::Actuals,
        "end",
        END,
        Kind::Time,
        false,
        "到何时止；停用缺省到当天结束，取消缺省到半天结束",
        "Until; default the end of the day for a station, the end for a block",
    ),
    column(Table::Actuals, "note", &["备注", "说明"], Kind::Name, false, "备注，不读取", "A note, not read"),
    column(
        Table::Photographed,
        "number",
        &["学号"],
        Kind::Name,
        true,
        "已拍学生的学号",
        "The number of a student who has been photographed",
    ),
    column(Table::Photographed, "group", GROUP, Kind::Name, false, "学院，不读取", "The group, not read"),
    column(Table::Photographed, "class", CLASS, Kind::Name, false, "班级，不读取", "The class, not read"),
    column(Table::Photographed, "date", DATE, Kind::Day, false, "拍摄日期，不读取", "The day, not read"),
    column(Table::Photographed, "note", &["备注", "说明"], Kind::Name, false, "备注，不读取", "A note, not read"),
];
