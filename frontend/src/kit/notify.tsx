import { notifications, type NotificationData } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { describeProblem } from "@/api/describe";
import { isUnreachable } from "@/api/problem";

/** How long each kind of notice stays, in milliseconds. One of a kind is shown at a time. */
const STAYS = { done: 3_000, news: 8_000, problem: 8_000, unreached: 8_000 } as const;
type Kind = keyof typeof STAYS;

const leaving = new Map<Kind, number>();

function hide(kind: Kind): void {
  window.clearTimeout(leaving.get(kind));
  leaving.delete(kind);
  notifications.hide(`notice:${kind}`);
}

/** The clock is ours: the library's stands still while a finger or the focus rests on the notice, so it never went. */
function tell(kind: Kind, notice: NotificationData): void {
  const known = { ...notice, id: `notice:${kind}`, autoClose: false as const, withCloseButton: true };
  notifications.show(known);
  notifications.update(known);
  window.clearTimeout(leaving.get(kind));
  leaving.set(kind, window.setTimeout(() => hide(kind), STAYS[kind]));
}

/** Tells the person that an act was done. */
export function notifyDone(message: string): void {
  tell("done", { message, icon: <IconCircleCheck size={20} />, color: "ink" });
}

/** Tells the person what others or the meeting did that concerns them. */
export function notifyNews(message: string): void {
  tell("news", { message, icon: <IconInfoCircle size={20} />, color: "ink" });
}

/** Tells the person that something they offered cannot be taken. */
export function notifyRefused(message: string): void {
  tell("problem", { message, title: undefined, icon: <IconAlertTriangle size={20} />, color: "accent", role: "alert" });
}

/** Takes away what went wrong before; call when the same act succeeds. */
export function forgetProblem(): void {
  hide("problem");
}

/** Takes away what said that nothing could be sent; call when something was, or when the line is back. */
export function forgetUnreached(): void {
  hide("unreached");
}

/** Tells the person what went wrong and what to do, in their language. The newest problem replaces the one before. */
export function notifyProblem(error: unknown): void {
  const { title, detail } = describeProblem(error);
  tell(isUnreachable(error) ? "unreached" : "problem", {
    title: detail ? `${title}:` : title,
    message: detail,
    icon: <IconAlertTriangle size={20} />,
    color: "accent",
    role: "alert",
  });
}

window.addEventListener("online", forgetUnreached);
