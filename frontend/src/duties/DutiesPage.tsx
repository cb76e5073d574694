import { Button, FileButton, Group, SegmentedControl, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  OWN_DUTIES_KEY, submitDelivered, useOwnDuties, withdrawDelivered, type Delivered, type DutyScope, type OwnDuty,
} from "@/api/duties";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { OnlyFor } from "@/app/OnlyFor";
import { PrimaryButton } from "@/kit/Buttons";
import { moment, weekdayDate } from "@/kit/dates";
import { notifyRefused } from "@/kit/notify";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import { StatusTag } from "@/kit/StatusTag";
import classes from "@/meetings/UnitInvitationsPage.module.css";
import list from "@/meetings/MeetingsPage.module.css";
import { UploadChip } from "@/prepare/agenda/DocumentChips";
import type { Said } from "@/prepare/papers/AboutFields";
import { VersionLine } from "@/prepare/papers/PaperDialog";
import { StandingTag } from "@/prepare/papers/StandingTag";
import { VersionUpload } from "@/prepare/papers/VersionUpload";
import { ACCEPTED_TYPES, LARGEST_MB, refusalOf } from "@/prepare/uploads/files";
import { Unfinished } from "@/prepare/uploads/Unfinished";
import { UploadDialog, type NamedFile } from "@/prepare/uploads/UploadDialog";
import { useUploads, type Uploads } from "@/prepare/uploads/useUploads";

interface PaperProps {
  duty: OwnDuty;
  paper: Delivered;
  uploads: Uploads;
}

function PaperActs({ duty, paper, uploads }: PaperProps) {
  const { t } = useTranslation();
  const options = { refresh: [OWN_DUTIES_KEY] };
  const submit = useAct(() => submitDelivered(duty.id, paper.id), { ...options, done: t("home:duties.submitted_done") });
  const withdraw = useAct(() => withdrawDelivered(duty.id, paper.id), options);
  const newest = paper.versions[0];
  const isDraft = newest?.approval === "draft";
  return (
    <Group mt="xs">
      {isDraft && newest.status !== "rejected" && (
        <PrimaryButton loading={submit.isPending} onClick={() => submit.mutate(undefined)}>
          {t("home:duties.submit")}
        </PrimaryButton>
      )}
      <VersionUpload title={paper.title} address={`/api/duties/${duty.id}/documents/${paper.id}/versions`} itemId={duty.id} uploads={uploads} />
      {isDraft && paper.versions.length === 1 && (
        <Button variant="subtle" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
          {t("act.remove")}
        </Button>
      )}
    </Group>
  );
}

function Paper({ duty, paper, uploads }: PaperProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.part}>
      <div className={classes.line}>
        <span className={classes.name}>{paper.title}</span>
        {paper.is_recalled && <StatusTag tone="neutral">{t("home:duties.recalled")}</StatusTag>}
      </div>
      {paper.versions.map((version) => (
        <VersionLine key={version.id} document={paper.id} version={version} />
      ))}
      {duty.is_open && !paper.is_recalled && <PaperActs duty={duty} paper={paper} uploads={uploads} />}
    </div>
  );
}

function Deliver({ duty, uploads }: { duty: OwnDuty; uploads: Uploads }) {
  const { t } = useTranslation();
  const [files, setFiles] = useState<File[]>([]);
  const choose = (chosen: File[]) => {
    const good = chosen.filter((file) => {
      const refusal = refusalOf(file);
      if (refusal) notifyRefused(t(`prepare:upload.${refusal}`, { name: file.name, most: `${LARGEST_MB} MB` }));
      return !refusal;
    });
    setFiles(good);
  };
  const send = (named: NamedFile[], said: Said) => {
    uploads.add(named.map((each) => ({ address: `/api/duties/${duty.id}/documents`, itemId: duty.id, fields: { ...said }, ...each })));
    setFiles([]);
  };
  return (
    <Group mt="sm">
      <FileButton multiple accept={ACCEPTED_TYPES.join(",")} onChange={choose}>
        {(props) => (
          <Button {...props} variant="filled" leftSection={<IconUpload size={18} aria-hidden />}>
            {t("home:duties.upload")}
          </Button>
        )}
      </FileButton>
      {files.length > 0 && <UploadDialog itemTitle={duty.wanted} files={files} onCancel={() => setFiles([])} onUpload={send} />}
    </Group>
  );
}

function DutyCard({ duty, uploads }: { duty: OwnDuty; uploads: Uploads }) {
  const { t } = useTranslation();
  const facts = [duty.meeting_title, duty.meeting_unit_name, weekdayDate(duty.scheduled_start)];
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <span className={classes.when}>{t("prepare:duty.due", { moment: moment(duty.due_at) })}</span>
        <StandingTag duty={duty} />
      </div>
      <h2 className={classes.title}>{duty.wanted}</h2>
      <p className={classes.facts}>{facts.join(" · ")}</p>
      <p className={classes.facts}>
        {[
          t("prepare:duty.item", { number: duty.item_number, title: duty.item_title }),
          t("prepare:duty.accepted", { accepted: duty.accepted, count: duty.count }),
        ].join(" · ")}
      </p>
      {duty.documents.map((paper) => (
        <Paper key={paper.id} duty={duty} paper={paper} uploads={uploads} />
      ))}
      <Stack gap="xs" mt="xs" align="flex-start">
        {uploads.uploads
          .filter(({ itemId }) => itemId === duty.id)
          .map((upload) => (
            <UploadChip key={upload.id} upload={upload} uploads={uploads} />
          ))}
      </Stack>
      {duty.is_open && <Deliver duty={duty} uploads={uploads} />}
    </li>
  );
}

const SCOPES: DutyScope[] = ["open", "past"];

function Duties() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [{ scope, page }, setAt] = useState<{ scope: DutyScope; page: number }>({ scope: "open", page: 1 });
  const duties = useOwnDuties(scope, page);
  const uploads = useUploads(() => void client.invalidateQueries({ queryKey: OWN_DUTIES_KEY }));
  return (
    <>
      <PageHeader title={t("home:duties.title")} lead={t("home:duties.lead")} />
      <div className={list.tools}>
        <SegmentedControl
          aria-label={t("home:list.scope")}
          value={scope}
          onChange={(value) => setAt({ scope: value, page: 1 })}
          data={SCOPES.map((value) => ({ value, label: t(`home:duties.scope_${value}`) }))}
        />
      </div>
      <Unfinished uploads={uploads} />
      <Loadable query={duties}>
        {(found) => (
          <>
            <ul className={classes.cards}>
              {found.items.map((duty) => (
                <DutyCard key={duty.id} duty={duty} uploads={uploads} />
              ))}
            </ul>
            {found.items.length === 0 && <EmptyState title={t("home:duties.none_title")} detail={t("home:duties.none_detail")} />}
            {found.pages > 1 && <Pager page={found} onPage={(next) => setAt({ scope, page: next })} />}
          </>
        )}
      </Loadable>
    </>
  );
}

/** What the units owe for which one delivers documents: upload, submit, answer what was returned. */
export default function DutiesPage() {
  return useMay("upload_documents") ? <Duties /> : <OnlyFor who="organisers" />;
}
