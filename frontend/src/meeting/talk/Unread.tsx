import { useTranslation } from "react-i18next";
import classes from "./Talk.module.css";

/** How many wait to be read; nothing where none do. */
export function Unread({ count }: { count: number }) {
  const { t } = useTranslation("talk");
  if (count === 0) return null;
  return (
    <span className={classes.unread} data-testid="unread">
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className={classes.hidden}>{t("unread", { count })}</span>
    </span>
  );
}
