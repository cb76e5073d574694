import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { describeProblem } from "@/api/describe";
import { isUnreachable } from "@/api/problem";

const UNREACHED = "problem:unreached";

/** Tells the person that an act was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, icon: <IconCircleCheck size={20} />, color: "ink", autoClose: 4000 });
}

/** Tells the person that something they offered cannot be taken. */
export function notifyRefused(message: string): void {
  notifications.show({ message, icon: <IconAlertTriangle size={20} />, color: "accent", autoClose: 8000, role: "alert" });
}

/** Takes away what said that nothing could be sent; call when something was. */
export function forgetUnreached(): void {
  notifications.hide(UNREACHED);
}

/** Tells the person what went wrong and what to do, in their language. The same problem is shown once at a time. */
export function notifyProblem(error: unknown): void {
  const { title, detail } = describeProblem(error);
  notifications.show({
    id: isUnreachable(error) ? UNREACHED : `problem:${title}`,
    title,
    message: detail,
    icon: <IconAlertTriangle size={20} />,
    color: "accent",
    autoClose: 8000,
    role: "alert",
  });
}
