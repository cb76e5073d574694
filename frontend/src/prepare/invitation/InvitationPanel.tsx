import { Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowsMaximize, IconCircleCheck, IconInbox, IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useInvitation } from "@/api/prepare";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { Loadable } from "@/kit/States";
import { inOrder } from "../agenda/order";
import { formLines } from "./form";
import { InvitationPaper } from "./InvitationPaper";
import classes from "./InvitationPanel.module.css";

function Facts({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const counts = {
    people: Object.keys(open.parts.participants).length,
    sites: Object.keys(open.parts.sites).length,
    units: Object.keys(open.parts.units).length,
  };
  return (
    <ul className={classes.facts}>
      <li className={classes.good}>
        <IconCircleCheck size={20} stroke={1.75} aria-hidden />
        {t("prepare:invitation.form")}
      </li>
      <li>
        <IconInbox size={20} stroke={1.75} aria-hidden />
        {t("prepare:invitation.receivers", counts)}
      </li>
    </ul>
  );
}

/** The invitation beside the work, always as it would be printed now. */
export function InvitationPanel({ open, version }: { open: OpenMeeting; version: number }) {
  const { t } = useTranslation();
  const [large, { open: enlarge, close }] = useDisclosure(false);
  const invitation = useInvitation(open.meeting.id, version);
  const items = inOrder(open.parts.items);
  return (
    <aside className={classes.panel} aria-label={t("prepare:invitation.title")}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t("prepare:invitation.title")}</h2>
        <IconButton label={t("act.print")} onClick={() => window.print()}>
          <IconPrinter size={20} />
        </IconButton>
        <IconButton label={t("prepare:invitation.enlarge")} onClick={enlarge}>
          <IconArrowsMaximize size={20} />
        </IconButton>
      </div>
      <Loadable query={invitation}>
        {(letter) => {
          const paper = <InvitationPaper letter={letter} lines={formLines(letter, items, new Date().toISOString())} />;
          return (
            <>
              {paper}
              <Modal opened={large} onClose={close} size="54rem" title={t("prepare:invitation.title")}>
                {paper}
              </Modal>
            </>
          );
        }}
      </Loadable>
      <Facts open={open} />
    </aside>
  );
}
