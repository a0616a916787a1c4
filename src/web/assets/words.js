// What the page itself says. Sentences about plans come from the server.

const WORDS = {
  undo: ["撤销", "Undo"],
  redo: ["重做", "Redo"],
  rest: ["排好其余学院", "Plan the rest"],
  repair: ["以最少改动修好", "Repair, fewest moves"],
  best: ["求最优方案", "Find the best plan"],
  save: ["写出方案和报告", "Write plan and report"],
  written: ["已写出：", "Written:"],
  proposal: ["求解方案", "Proposal"],
  ghost: ["显示对照方案", "Show the baseline"],
  zoom: ["放大，显示班级", "Zoom in, with classes"],
  language: ["English", "中文"],
  outdated: ["活动的文件在别处改过。", "The campaign's files were changed elsewhere."],
  readAgain: ["重新读取", "Read them again"],
  tray: ["尚未安排（拖到时间轴上，或选中后按回车）", "Not placed yet (drag onto the board, or press Enter)"],
  findings: ["违规", "Rules broken"],
  aims: ["目标", "Aims"],
  aim: ["目标", "Aim"],
  value: ["此方案", "This plan"],
  distance: ["与最优的距离", "Distance to the best"],
  job: ["求解", "The solver"],
  idle: ["未在求解。", "Not at work."],
  working: ["求解中", "At work"],
  seconds: ["秒", "s"],
  stop: ["停止，取目前最好的", "Stop with the best so far"],
  take: ["采用", "Take it"],
  look: ["看一看", "Look at it"],
  hide: ["收起", "Put it away"],
  people: ["人", "people"],
  perHour: ["人/小时", "/h"],
  lock: ["锁定", "Lock"],
  unlock: ["解除锁定", "Unlock"],
  swap: ["与另一个对调", "Swap with another"],
  swapNow: ["再选一个学院与之对调；按 Esc 取消。", "Choose the other one to swap with; Escape cancels."],
  places: ["还能排在哪里", "Other places"],
  remove: ["移出时间轴", "Take off the board"],
  why: ["为什么不在这里？", "Why not here?"],
  whyPick: ["选一个半天", "Choose a half-day"],
  classes: ["班级", "Classes"],
  time: ["时间", "Time"],
  load: ["负荷", "Load"],
  required: ["所需速度", "Required rate"],
  none: ["选中一个学院，这里显示它的详情。方向键移动，Shift+方向键改长短，L 锁定，S 对调，Ctrl+Z 撤销。",
    "Choose a group to see its details. Arrows move it, Shift and arrows change its length, L locks, S swaps, Ctrl+Z undoes."],
  saved: ["已保存。", "Saved."],
  elsewhere: ["方案在另一个窗口改过，已显示最新的。", "The plan was changed in another window; this is the present one."],
  lost: ["与 callsheet 的连接断了：它可能已关闭。已确认的修改都在。", "callsheet can't be reached: it may have been closed. Every change that was confirmed is kept."],
  noRoom: ["这里放不下。", "There is no room here."],
  mayNot: ["不可用", "not allowed"],
  breakTime: ["休息", "break"],
  makeUp: ["补拍等预留", "make-up"],
};

let lang = 0;

export function speak(name) {
  lang = name === "en" ? 1 : 0;
}

/** @param {keyof typeof WORDS} name */
export function word(name) {
  return WORDS[name][lang];
}

/** @param {number} minute */
export function clock(minute) {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
