// What the page itself says. Sentences about plans come from the server.

const WORDS = {
  undo: ["撤销", "Undo"],
  redo: ["重做", "Redo"],
  rest: ["排好其余学院", "Plan the rest"],
  repair: ["以最少改动修好", "Repair, fewest moves"],
  best: ["求最优方案", "Find the best plan"],
  save: ["写出方案和报告", "Write plan and report"],
  publish: ["发布", "Publish"],
  edit: ["名单与设置", "Lists and settings"],
  backToBoard: ["回到排期", "Back to the board"],
  saveTables: ["保存", "Save"],
  addRow: ["加一行", "Add a row"],
  removeRow: ["删去这一行", "Remove this row"],
  tablesSaved: ["已保存到", "Saved to"],
  tablesFaulty: ["没有保存：有 {} 处问题，都标在下面。", "Not saved: {} to mend, each is marked below."],
  tablesChanged: ["这些文件在别处改过，已重新读取；刚才的修改没有保存。", "The files were changed elsewhere and have been read again; your change was not saved."],
  nothingChanged: ["没有改动。", "Nothing was changed."],
  unsaved: ["有未保存的修改。", "There are changes that are not saved."],
  pasteHint: ["可以直接从 Excel 复制若干格，贴到任意一格；多出的行会自动添加。", "Copy cells in a spreadsheet and paste them into any cell; rows are added as needed."],
  close: ["其他活动", "Other campaigns"],
  version: ["已发布第 {} 版", "Version {} is published"],
  against: ["现在的方案与第 {} 版相比：", "The present plan against version {}: "],
  whoIsTold: ["要通知谁", "Who must be told"],
  notice: ["第 {} 版的变动通知（可打印、可复制）", "Notice of the changes of version {} (to print, to copy)"],
  documents: ["第 {} 版的文档", "Documents of version {}"],
  allFiles: ["全部文件", "All files"],
  messages: ["发给各学院的文字", "Texts to send to each group"],
  copy: ["复制", "Copy"],
  copied: ["已复制：", "Copied: "],
  notCopied: ["浏览器不让复制：请选中文字后按 Ctrl+C。", "The browser does not let it be copied: select the text and press Ctrl+C."],
  print: ["打印", "Print"],
  both: ["中文和英文都要", "Both languages"],
  noChanges: ["这一版没有改动要通知。", "This version changes nothing that must be told."],
  publishing: ["正在发布……", "Publishing…"],
  lies: ["文件夹：", "Folder: "],
  startTitle: ["排定谁何时到场", "Plan who is called when"],
  startIntro: ["把学院与班级的名单（Excel 或 CSV）拖到这里，或选一个文件。已有的活动工作簿也可以。", "Drop the list of colleges and classes here (Excel or CSV), or choose a file. A campaign's workbook will do, too."],
  chooseFile: ["选一个文件", "Choose a file"],
  keptIn: ["新活动存在 {}，每个一个文件夹。文件不离开这台电脑。", "New campaigns are kept in {}, a folder each. No file leaves this machine."],
  recents: ["最近打开的", "Open lately"],
  examples: ["示例（打开的是你自己的一份副本）", "Examples (opened as a copy of your own)"],
  firstDay: ["第一天", "First day"],
  lastDay: ["最后一天（不填则排够为止）", "Last day (empty: as many as are needed)"],
  hours: ["每天的时间", "Hours of a day"],
  evening: ["加上晚上 19–21 点", "The evening too, 19–21"],
  cameras: ["相机台数", "Cameras"],
  secondsEach: ["每人所需秒数（不知道可不填）", "Seconds a person takes (empty where unknown)"],
  begin: ["生成方案", "Make the plan"],
  tryIt: ["算一算够不够", "Does it suffice?"],
  otherFile: ["换一个文件", "Another file"],
  becomes: ["活动将写入 {}", "The campaign will be written to {}"],
  tooLarge: ["文件太大：最多 32 MiB。", "The file is too large: 32 MiB at most."],
  failed: ["没有做成。", "It was not done."],
  reading: ["正在读取……", "Reading…"],
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

/**
 * A text with `what` in the place of its `{}`.
 * @param {keyof typeof WORDS} name
 */
export function wordOf(name, what) {
  return word(name).replace("{}", what);
}

/** @param {number} minute */
export function clock(minute) {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
