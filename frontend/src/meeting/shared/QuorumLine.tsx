import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMeetingView } from "./context";
import classes from "./shared.module.css";
import { quorumOf } from "./selectors";

/** "49/52 · đủ điều kiện họp": who is present of those entitled, and whether that is enough where so many must be. */
export function QuorumLine() {
  const { t } = useTranslation("meeting");
  const quorum = quorumOf(useMeetingView().parts);
  if (!quorum) return null;
  const Icon = quorum.met ? IconCircleCheck : IconAlertTriangle;
  return (
    <span className={classes.quorum} data-met={quorum.met} data-testid="quorum">
      {quorum.required > 0 && <Icon size={18} aria-hidden />}
      <strong>{`${quorum.present}/${quorum.entitled}`}</strong>
      {quorum.required > 0 && <span>· {quorum.met ? t("quorum.met") : t("quorum.short", { count: quorum.required - quorum.present })}</span>}
    </span>
  );
}
