import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY, releaseDocument, useQuarantine, type Quarantined } from "@/api/directory";
import { useAct } from "@/api/useAct";
import { date } from "@/kit/dates";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { DirectoryList } from "./DirectoryList";

function Release({ file }: { file: Quarantined }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const release = useAct((reason: string) => releaseDocument(file.id, reason), {
    refresh: [DIRECTORY_KEY],
    done: t("admin:quarantine.released"),
  });
  if (!file.is_kept) return t("admin:quarantine.deleted");
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t("admin:quarantine.release")}</Button>
      {asked && (
        <ReasonDialog
          title={t("admin:quarantine.release_title", { title: file.title })}
          detail={t("admin:quarantine.release_detail")}
          act={t("admin:quarantine.release")}
          required
          pending={release.isPending}
          onAct={(reason) => release.mutate(reason, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}

/** Files refused for a stamp of secrecy; a false alarm is released with its reason. */
export function Quarantine() {
  const { t } = useTranslation();
  return (
    <DirectoryList
      useList={useQuarantine}
      keyOf={({ id }) => id}
      none={{ title: t("admin:quarantine.none_title"), detail: t("admin:quarantine.none_detail") }}
      columns={[
        { title: t("admin:quarantine.document"), cell: ({ title, filename }) => `${title} · ${filename}` },
        { title: t("admin:quarantine.meeting"), cell: ({ meeting_title }) => meeting_title },
        { title: t("admin:quarantine.uploaded"), cell: ({ uploaded_at, uploaded_by }) => `${date(uploaded_at)}, ${uploaded_by}` },
        { title: t("admin:quarantine.state"), cell: ({ reason }) => reason },
        { title: "", cell: (file) => <Release file={file} /> },
      ]}
    />
  );
}
