import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { describeProblem } from "@/api/describe";

/** Tells the person that an act was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, icon: <IconCircleCheck size={20} />, color: "ink", autoClose: 4000 });
}

/** Tells the person that something they offered cannot be taken. */
export function notifyRefused(message: string): void {
  notifications.show({ message, icon: <IconAlertTriangle size={20} />, color: "accent", autoClose: 8000, role: "alert" });
}

/** Tells the person what went wrong and what to do, in their language. The same problem is shown once at a time. */
export function notifyProblem(error: unknown): void {
  const { title, detail } = describeProblem(error);
  notifications.show({
    id: `problem:${title}`,
    title,
    message: detail,
    icon: <IconAlertTriangle size={20} />,
    color: "accent",
    autoClose: 8000,
    role: "alert",
  });
}
