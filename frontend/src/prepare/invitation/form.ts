import type { InvitationLetter } from "@/api/prepare";
import type { ItemRow } from "@/api/snapshot";
import { officeDay, toPicker } from "@/kit/dates";
import words from "./form17.json";

/** The lines of form 1.7 (decree 30/2020/ND-CP), in Vietnamese whatever the language of the interface. */
export interface FormLines {
  number: string;
  placeDate: string;
  type: string;
  subject: string;
  paragraphs: string[];
  agenda: { number: string; title: string; presenter: string; minutes: string }[];
  closing: string;
}

const NAMED_PEOPLE = 6;

function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** Days below 10 and the months 1 and 2 are padded, as the decree says. */
export function dayWords(iso: string): { day: string; month: string; year: string } {
  const [year = "", month = "", day = ""] = officeDay(iso).split("-");
  return { day, month: Number(month) <= 2 ? month : String(Number(month)), year };
}

function timeWords(iso: string): Record<string, string> {
  const [hour = "", minute = ""] = (toPicker(iso).split(" ")[1] ?? "").split(":");
  const weekday = new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", weekday: "long" }).format(new Date(iso));
  return { hour, minute, weekday: weekday.replace(/^./, (letter) => letter.toLowerCase()), ...dayWords(iso) };
}

/** "Chủ tịch Nguyễn Văn A"; a name that is a title already is not given another. */
function titled({ full_name, position }: { full_name: string; position: string }): string {
  return full_name.startsWith(position) ? full_name : `${position} ${full_name}`;
}

function invitedWords({ units, people }: InvitationLetter): string {
  const guests = people.filter(({ role }) => role !== "chair" && role !== "secretary");
  const named = guests.slice(0, NAMED_PEOPLE).map(titled);
  const shown = [...units, ...(units.length > 0 ? [] : named)].join("; ");
  const rest = units.length > 0 ? 0 : guests.length - NAMED_PEOPLE;
  if (!shown) return words.hole;
  return rest > 0 ? fill(words.and_more, { shown, count: rest }) : shown;
}

function placeWords({ place, central_site }: InvitationLetter): string {
  const central = central_site && fill(words.central, { site: central_site });
  return [place, central].filter(Boolean).join("; ") || words.hole;
}

function paragraphs(letter: InvitationLetter): string[] {
  const chair = letter.people.find(({ role }) => role === "chair");
  return [
    fill(words.invites, { agency: letter.agency, invited: invitedWords(letter) }),
    fill(words.attend, { attend: letter.attend }),
    fill(words.chair, { chair: chair ? titled(chair) : words.hole }),
    fill(words.time, timeWords(letter.scheduled_start)),
    fill(words.place, { place: placeWords(letter) }),
    ...(letter.sites.length > 0 ? [fill(words.sites, { sites: letter.sites.join("; ") })] : []),
  ];
}

/** Sets the letter on the form; dots stand where something is not known yet. `today` dates the paper. */
export function formLines(letter: InvitationLetter, items: readonly ItemRow[], today: string): FormLines {
  return {
    number: fill(words.number, { notation: letter.code_notation }),
    placeDate: fill(words.place_date, dayWords(today)),
    type: words.type,
    subject: letter.subject,
    paragraphs: paragraphs(letter),
    agenda: items.map(({ number, title, presenter, planned_minutes }) => ({
      number,
      title,
      presenter: presenter || words.hole,
      minutes: fill(words.minutes, { minutes: planned_minutes }),
    })),
    closing: words.closing,
  };
}
