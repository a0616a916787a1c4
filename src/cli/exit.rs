//! Exit codes.

/// All is well.
pub const FINE: u8 = 0;
/// The plan breaks rules.
pub const BROKEN_RULES: u8 = 1;
/// Bad input or usage.
pub const BAD_INPUT: u8 = 2;
/// It is proven that no plan exists.
pub const INFEASIBLE: u8 = 3;
/// No plan was found within the limit.
pub const NO_PLAN: u8 = 4;
/// A failure of the program or its solver.
pub const INTERNAL: u8 = 70;
/// A second interrupt.
pub const INTERRUPTED: i32 = 130;

/// For `--help`, in Chinese and English.
pub const HELP: (&str, &str) = (
    "退出码：0 正常；1 方案违反规则；2 输入或用法有误；3 已证明排不下；4 限时内没有方案；70 程序内部故障。",
    "Exit codes: 0 fine; 1 the plan breaks rules; 2 bad input or usage; 3 proven infeasible; 4 no plan within the limit; 70 internal.",
);
