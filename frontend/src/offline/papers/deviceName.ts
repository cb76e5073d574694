const BROWSERS: [RegExp, string][] = [
  [/Edg(A|iOS)?\//, "Edge"],
  [/Coc_Coc|coc_coc/, "Cốc Cốc"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPad/, "iPad"],
  [/iPhone/, "iPhone"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

const first = (agent: string, known: [RegExp, string][]) => known.find(([pattern]) => pattern.test(agent))?.[1];

/** What a person calls this browser: "Chrome · Android". */
export function deviceName(agent: string): string {
  return [first(agent, BROWSERS), first(agent, SYSTEMS)].filter(Boolean).join(" · ") || "Web";
}
