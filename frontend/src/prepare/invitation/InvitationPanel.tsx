import { Modal } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconArrowsMaximize, IconCircleCheck, IconFileTypeDocx, IconInbox, IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { invitationAddress, invitationDocx, useInvitationPaper } from "@/api/prepare";
import type { OpenMeeting } from "@/app/MeetingGate";
import { IconButton } from "@/kit/Buttons";
import { Loadable } from "@/kit/States";
import { gapsOf, paperVersion } from "./gaps";
import classes from "./InvitationPanel.module.css";
import { PaperPages } from "./PaperPages";

const SETTLED_AFTER_MS = 1000;

function Gaps({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const gaps = gapsOf(open.meeting, open.parts);
  if (gaps.length === 0) {
    return (
      <li className={classes.good}>
        <IconCircleCheck size={20} stroke={1.75} aria-hidden />
        {t("prepare:invitation.form")}
      </li>
    );
  }
  return (
    <li className={classes.care}>
      <IconAlertTriangle size={20} stroke={1.75} aria-hidden />
      <div>
        {t("prepare:invitation.gaps")}
        <ul className={classes.gaps}>
          {gaps.map(({ code, number }) => (
            <li key={`${code} ${number ?? ""}`}>{t(`prepare:gap.${code}`, { number })}</li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function Facts({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const counts = {
    people: Object.keys(open.parts.participants).length,
    sites: Object.keys(open.parts.sites).length,
    units: Object.keys(open.parts.units).length,
  };
  return (
    <ul className={classes.facts}>
      <Gaps open={open} />
      <li>
        <IconInbox size={20} stroke={1.75} aria-hidden />
        {t("prepare:invitation.receivers", counts)}
      </li>
    </ul>
  );
}

interface HeadProps {
  address: string;
  docx: string;
  file: Blob | undefined;
  onEnlarge: () => void;
}

function Head({ address, docx, file, onEnlarge }: HeadProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.head}>
      <h2 className={classes.title}>{t("prepare:invitation.title")}</h2>
      <IconButton label={t("prepare:invitation.open")} onClick={() => window.open(address, "_blank", "noopener")}>
        <IconPrinter size={20} />
      </IconButton>
      <IconButton label={t("prepare:invitation.docx")} onClick={() => window.open(docx, "_blank", "noopener")}>
        <IconFileTypeDocx size={20} />
      </IconButton>
      <IconButton label={t("prepare:invitation.enlarge")} disabled={!file} onClick={onEnlarge}>
        <IconArrowsMaximize size={20} />
      </IconButton>
    </div>
  );
}

/** The invitation beside the work: the pages of the very PDF that letters bring, as the meeting stands. */
export function InvitationPanel({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const [large, { open: enlarge, close }] = useDisclosure(false);
  const [version] = useDebouncedValue(paperVersion(open.meeting, open.parts), SETTLED_AFTER_MS);
  const paper = useInvitationPaper(open.meeting.id, version);
  return (
    <aside className={classes.panel} aria-label={t("prepare:invitation.title")}>
      <Head address={invitationAddress(open.meeting.id)} docx={invitationDocx(open.meeting.id)} file={paper.data} onEnlarge={enlarge} />
      <Loadable query={paper}>
        {(file) => (
          <>
            <PaperPages file={file} />
            <Modal opened={large} onClose={close} size="54rem" title={t("prepare:invitation.title")}>
              <PaperPages file={file} />
            </Modal>
          </>
        )}
      </Loadable>
      <p className={classes.each}>{t("prepare:invitation.each")}</p>
      <Facts open={open} />
    </aside>
  );
}
