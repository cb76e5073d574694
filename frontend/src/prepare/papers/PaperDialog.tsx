import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { documentLink } from "@/api/addresses";
import { approveVersion, editDocument, recallDocument, returnVersion, useVersions, type About, type Version } from "@/api/papers";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { PrimaryButton } from "@/kit/Buttons";
import { moment } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { Loadable } from "@/kit/States";
import { LinkButton } from "@/rights/LinkDialog";
import { ReadersForm } from "@/rights/ReadersForm";
import type { Uploads } from "../uploads/useUploads";
import { AboutFields } from "./AboutFields";
import { ApprovalTag } from "./ApprovalTag";
import { LookThrough } from "./LookThrough";
import { OfflineCopies } from "./OfflineCopies";
import classes from "./Papers.module.css";
import { VersionUpload } from "./VersionUpload";

export interface Paper {
  id: string;
  itemId: string;
  title: string;
}

interface PaperDialogProps {
  open: OpenMeeting;
  paper: Paper;
  uploads: Uploads;
  editable: boolean;
  onClose: () => void;
}

function Decision({ open, paper, version }: Pick<PaperDialogProps, "open" | "paper"> & { version: Version }) {
  const { t } = useTranslation();
  const [returning, setReturning] = useState(false);
  const meeting = open.meeting.id;
  const approve = useAct(() => approveVersion(meeting, paper.id, version.version), { done: t("prepare:paper.approved_done") });
  const giveBack = useAct((reason: string) => returnVersion(meeting, paper.id, version.version, reason), {
    done: t("prepare:paper.returned_done"),
    onDone: () => setReturning(false),
  });
  return (
    <Group>
      <PrimaryButton disabled={version.status !== "ready"} loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
        {t("prepare:paper.approve")}
      </PrimaryButton>
      <Button onClick={() => setReturning(true)}>{t("prepare:paper.return")}</Button>
      {returning && (
        <ReasonDialog
          title={t("prepare:paper.return_ask", { title: paper.title })}
          act={t("prepare:paper.return")}
          required
          pending={giveBack.isPending}
          onAct={giveBack.mutate}
          onClose={() => setReturning(false)}
        />
      )}
    </Group>
  );
}

/** One version: what changed, by whom, and where it stands. */
export function VersionLine({ document, version }: { document: string; version: Version }) {
  const { t } = useTranslation();
  const facts = [
    version.uploaded_by,
    moment(version.uploaded_at),
    version.declared_by && t("prepare:second.by", { name: version.declared_by }),
    version.status === "awaiting_declaration" && t("prepare:second.awaiting"),
    version.status === "rejected" && version.rejected_reason,
  ];
  const named = t("prepare:paper.version", { number: version.version });
  return (
    <div className={classes.version}>
      <span className={classes.words}>
        {version.status === "ready" ? (
          <a href={`/api/documents/${document}/file?version=${version.version}`} target="_blank" rel="noreferrer">
            {named}
          </a>
        ) : (
          <span className={classes.name}>{named}</span>
        )}
        {version.note && <span>{version.note}</span>}
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
        {version.approval_note && <span className={classes.why}>{t("prepare:paper.why", { reason: version.approval_note })}</span>}
      </span>
      <ApprovalTag approval={version.approval} />
    </div>
  );
}

function AboutForm({ open, paper, about }: Pick<PaperDialogProps, "open" | "paper"> & { about: About }) {
  const { t } = useTranslation();
  const { title, group, kind, agency } = about;
  const [now, setNow] = useState<About>({ title, group, kind, agency });
  const save = useAct((wanted: About) => editDocument(open.meeting.id, paper.id, wanted), { done: t("act.saved") });
  return (
    <Stack>
      <TextInput
        size="md"
        label={t("prepare:upload.document_title")}
        maxLength={300}
        value={now.title}
        onChange={(event) => setNow({ ...now, title: event.currentTarget.value })}
      />
      <AboutFields said={now} onChange={(said) => setNow({ ...now, ...said })} />
      <Group justify="flex-end">
        <Button disabled={!now.title.trim()} loading={save.isPending} onClick={() => save.mutate(now)}>
          {t("prepare:paper.save")}
        </Button>
      </Group>
    </Stack>
  );
}

function Recall({ open, paper, onClose }: Pick<PaperDialogProps, "open" | "paper" | "onClose">) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const recall = useAct((reason: string) => recallDocument(open.meeting.id, paper.id, reason), {
    done: t("prepare:paper.recalled_done"),
    onDone: onClose,
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("prepare:paper.recall")}</Button>
      {asking && (
        <ReasonDialog
          title={t("prepare:paper.recall_ask", { title: paper.title })}
          detail={t("prepare:paper.recall_detail")}
          act={t("prepare:paper.recall")}
          required
          pending={recall.isPending}
          onAct={recall.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** All about one document: its versions and their approval, a next version, what is said of it, recall. */
export function PaperDialog({ open, paper, uploads, editable, onClose }: PaperDialogProps) {
  const [page, setPage] = useState(1);
  const versions = useVersions(paper.id, open.live.seq, page);
  const laid = open.parts.documents[paper.id];
  const decides = open.viewer.can.includes("approve_document");
  return (
    <Modal opened onClose={onClose} title={paper.title} size="lg">
      <Stack>
        <Loadable query={versions}>
          {(found) => (
            <Stack>
              {found.items.map((version) => (
                <div key={version.id} className={classes.entry}>
                  <VersionLine document={paper.id} version={version} />
                  {decides && version.status === "awaiting_declaration" && (
                    <LookThrough meeting={open.meeting.id} document={paper.id} version={version} />
                  )}
                  {decides && version.approval === "submitted" && <Decision open={open} paper={paper} version={version} />}
                </div>
              ))}
              {found.pages > 1 && <Pager page={found} onPage={setPage} />}
            </Stack>
          )}
        </Loadable>
        <OfflineCopies meeting={open.meeting.id} document={paper.id} />
        {editable && (
          <Group>
            <VersionUpload
              title={paper.title}
              address={`/api/meetings/${open.meeting.id}/documents/${paper.id}/versions`}
              itemId={paper.itemId}
              uploads={uploads}
            />
            <Recall open={open} paper={paper} onClose={onClose} />
            {laid?.status === "ready" && <LinkButton title={paper.title} subject={paper.id} make={(minutes) => documentLink(paper.id, "original", minutes)} />}
          </Group>
        )}
        {editable && laid && <AboutForm open={open} paper={paper} about={laid} />}
        {decides && laid && <ReadersForm open={open} row={laid} editable={open.viewer.can.includes("upload_document")} />}
      </Stack>
    </Modal>
  );
}
