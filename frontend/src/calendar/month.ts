export interface Month {
  year: number;
  /** 1 to 12 */
  month: number;
}

const two = (value: number) => String(value).padStart(2, "0");
const isoDay = (day: Date) => `${day.getUTCFullYear()}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;

/** The month of a day "2025-07-24". */
export function monthOf(day: string): Month {
  const [year = 1970, month = 1] = day.split("-").map(Number);
  return { year, month };
}

/** "2025-07", as it stands in the address. */
export const nameOf = ({ year, month }: Month) => `${year}-${two(month)}`;

/** The month that "2025-07" names, or null. */
export function parseMonth(text: string | null): Month | null {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text ?? "");
  return match ? { year: Number(match[1]), month: Number(match[2]) } : null;
}

/** The month so many later; earlier when negative. */
export function shifted({ year, month }: Month, by: number): Month {
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
}

/** Whole weeks, Monday first, that cover the month: each a list of seven days "2025-07-24". */
export function weeksOf({ year, month }: Month): string[][] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const offset = (first.getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length: Math.ceil((offset + days) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => isoDay(new Date(Date.UTC(year, month - 1, 1 - offset + week * 7 + day)))),
  );
}
