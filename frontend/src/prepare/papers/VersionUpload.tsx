import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyRefused } from "@/kit/notify";
import { ACCEPTED_TYPES, LARGEST_MB, refusalOf } from "../uploads/files";
import { VersionDialog } from "../uploads/UploadDialog";
import type { Uploads } from "../uploads/useUploads";

interface VersionUploadProps {
  title: string;
  /** Where the version is posted. */
  address: string;
  /** Beside what the upload is shown. */
  itemId: string;
  uploads: Uploads;
}

/** A button that sends a next version of a document, with what changed. */
export function VersionUpload({ title, address, itemId, uploads }: VersionUploadProps) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const choose = (chosen: File | null) => {
    const refusal = chosen && refusalOf(chosen);
    if (refusal) notifyRefused(t(`prepare:upload.${refusal}`, { name: chosen.name, most: `${LARGEST_MB} MB` }));
    else setFile(chosen);
  };
  const send = (note: string) => {
    if (file) uploads.add([{ address, itemId, file, title, fields: { note } }]);
    setFile(null);
  };
  return (
    <>
      <FileButton accept={ACCEPTED_TYPES.join(",")} onChange={choose}>
        {(props) => (
          <Button {...props} leftSection={<IconUpload size={18} aria-hidden />}>
            {t("prepare:paper.next_version")}
          </Button>
        )}
      </FileButton>
      {file && <VersionDialog title={title} file={file} onCancel={() => setFile(null)} onUpload={send} />}
    </>
  );
}
