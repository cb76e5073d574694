import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "@/kit/ReasonDialog";
import classes from "./run.module.css";
import type { Lack } from "./startWords";

interface StartAnywayProps {
  lacks: Lack[];
  pending: boolean;
  onStart: (reason: string) => void;
  onClose: () => void;
}

/** Names what is lacking before the meeting begins; beginning all the same is a named act, with its reason. */
export function StartAnyway({ lacks, pending, onStart, onClose }: StartAnywayProps) {
  const { t } = useTranslation("meeting");
  const needsReason = lacks.some(({ isGrave }) => isGrave);
  const detail = (
    <>
      <span className={classes.lacks} role="list">
        {lacks.map(({ code, words }) => (
          <span key={code} role="listitem" className={classes.lack} data-testid="start-lack">
            <IconAlertTriangle size={20} aria-hidden />
            {words}
          </span>
        ))}
      </span>
      {needsReason && t("run.start_why")}
    </>
  );
  return (
    <ReasonDialog
      title={t("run.start_lacking")}
      detail={detail}
      act={t("run.start_anyway")}
      required={needsReason}
      pending={pending}
      onAct={onStart}
      onClose={onClose}
    />
  );
}
