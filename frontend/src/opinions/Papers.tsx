import { Button, Checkbox, FileButton, Group, Modal, Stack } from "@mantine/core";
import { IconAlertTriangle, IconFileText, IconFolder, IconTrash, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useOwnPapers } from "@/api/library";
import { OPINIONS_KEY, declareOpinionPaper, layOwnPaperInOpinion, opinionPapers, removeOpinionPaper, type OpinionPaper, type OpinionSnapshot } from "@/api/opinions";
import { useAct } from "@/api/useAct";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { notifyRefused } from "@/kit/notify";
import { fileSize } from "@/kit/sizes";
import { EmptyState, Loadable } from "@/kit/States";
import { UploadChip } from "@/prepare/agenda/DocumentChips";
import { ACCEPTED_TYPES, LARGEST_MB, refusalOf } from "@/prepare/uploads/files";
import { UploadDialog } from "@/prepare/uploads/UploadDialog";
import { useUploads, type Uploads } from "@/prepare/uploads/useUploads";
import classes from "./Opinions.module.css";

interface LineProps {
  opinion: string;
  paper: OpinionPaper;
  snapshot: OpinionSnapshot;
  mayEdit: boolean;
}

function useFacts(paper: OpinionPaper): string {
  const { t, i18n } = useTranslation();
  if (paper.status === "processing") return t("prepare:document.processing");
  if (paper.status === "awaiting_declaration") return t("prepare:second.awaiting");
  if (paper.status === "rejected") return paper.rejected_reason || t("prepare:document.rejected");
  return [t("prepare:document.pages", { count: paper.pages ?? 0 }), fileSize(paper.size, i18n.language)].join(" · ");
}

function Line({ opinion, paper, snapshot, mayEdit }: LineProps) {
  const { t } = useTranslation("opinions");
  const refresh = [OPINIONS_KEY];
  const remove = useAct(() => removeOpinionPaper(opinion, paper.id), { refresh });
  const declare = useAct(() => declareOpinionPaper(opinion, paper.id), { refresh });
  const isOpen = paper.status === "ready" || paper.status === "awaiting_declaration";
  const { can, person_id } = snapshot.viewer;
  const mayDeclare = paper.status === "awaiting_declaration" && (can.includes("edit") || can.includes("approve")) && paper.uploader_id !== person_id;
  const Icon = paper.status === "rejected" ? IconAlertTriangle : IconFileText;
  const ask = () => confirmAct({ title: t("paper.declare"), detail: t("paper.declare_why"), act: t("paper.declare"), onConfirm: () => declare.mutate(undefined) });
  return (
    <li className={classes.paper}>
      <Icon size={20} stroke={1.75} aria-hidden />
      <span>
        {isOpen ? <Link to={`/opinions/${opinion}/papers/${paper.id}`}>{paper.title}</Link> : paper.title}
        <span className={classes.small}>{useFacts(paper)}</span>
      </span>
      {mayDeclare && (
        <Button size="sm" loading={declare.isPending} onClick={ask}>
          {t("paper.declare")}
        </Button>
      )}
      {mayEdit && (
        <IconButton label={t("paper.remove", { title: paper.title })} loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
          <IconTrash size={18} />
        </IconButton>
      )}
    </li>
  );
}

function OwnPapers({ opinion, onClose }: { opinion: string; onClose: () => void }) {
  const { t } = useTranslation("opinions");
  const [declared, setDeclared] = useState(false);
  const papers = useOwnPapers({ folder: null, query: "", order: "newest", page: 1 });
  const lay = useAct((id: string) => layOwnPaperInOpinion(opinion, id), { refresh: [OPINIONS_KEY], onDone: onClose });
  return (
    <Modal opened onClose={onClose} title={t("paper.from_library")} size="lg">
      <Stack>
        <Checkbox checked={declared} onChange={(event) => setDeclared(event.currentTarget.checked)} label={t("prepare:upload.declare")} description={t("prepare:upload.declare_why")} />
        <Loadable query={papers}>
          {({ items }) => {
            const own = items.filter(({ document_id, status }) => !document_id && status === "ready");
            if (own.length === 0) return <EmptyState title={t("paper.none_own")} />;
            return own.map((paper) => (
              <Button key={paper.id} justify="flex-start" disabled={!declared} loading={lay.isPending && lay.variables === paper.id} onClick={() => lay.mutate(paper.id)} leftSection={<IconFileText size={18} aria-hidden />}>
                {paper.title}
              </Button>
            ));
          }}
        </Loadable>
      </Stack>
    </Modal>
  );
}

function Add({ opinion, title, uploads }: { opinion: string; title: string; uploads: Uploads }) {
  const { t } = useTranslation("opinions");
  const [files, setFiles] = useState<File[]>([]);
  const [picking, setPicking] = useState(false);
  const choose = (chosen: File[]) => {
    for (const file of chosen) {
      const refusal = refusalOf(file);
      if (refusal) notifyRefused(t(`prepare:upload.${refusal}`, { name: file.name, most: `${LARGEST_MB} MB` }));
    }
    setFiles(chosen.filter((file) => !refusalOf(file)));
  };
  return (
    <Group mt="sm" gap="xs">
      <FileButton multiple accept={ACCEPTED_TYPES.join(",")} onChange={choose}>
        {(props) => (
          <Button {...props} leftSection={<IconUpload size={18} aria-hidden />}>
            {t("paper.upload")}
          </Button>
        )}
      </FileButton>
      <Button variant="subtle" onClick={() => setPicking(true)} leftSection={<IconFolder size={18} aria-hidden />}>
        {t("paper.from_library")}
      </Button>
      {picking && <OwnPapers opinion={opinion} onClose={() => setPicking(false)} />}
      {files.length > 0 && (
        <UploadDialog
          plain
          itemTitle={title}
          files={files}
          onCancel={() => setFiles([])}
          onUpload={(named) => {
            uploads.add(named.map((each) => ({ address: opinionPapers(opinion), itemId: opinion, fields: {}, ...each })));
            setFiles([]);
          }}
        />
      )}
    </Group>
  );
}

/** The papers on the matter; while it is drafted they are laid and taken away here. */
export function Papers({ snapshot, mayEdit }: { snapshot: OpinionSnapshot; mayEdit: boolean }) {
  const { t } = useTranslation("opinions");
  const client = useQueryClient();
  const uploads = useUploads(() => void client.invalidateQueries({ queryKey: OPINIONS_KEY }));
  const opinion = Object.values(snapshot.parts.circulation)[0];
  const papers = Object.values(snapshot.parts.papers).sort((a, b) => a.uploaded_at.localeCompare(b.uploaded_at));
  if (!opinion || (papers.length === 0 && !mayEdit)) return null;
  return (
    <section className={classes.card} aria-label={t("paper.title")}>
      <h2>{t("paper.title")}</h2>
      <ul className={classes.people}>
        {papers.map((paper) => (
          <Line key={paper.id} opinion={opinion.id} paper={paper} snapshot={snapshot} mayEdit={mayEdit} />
        ))}
      </ul>
      {uploads.uploads.map((upload) => (
        <UploadChip key={upload.id} upload={upload} uploads={uploads} />
      ))}
      {mayEdit && <Add opinion={opinion.id} title={opinion.title} uploads={uploads} />}
    </section>
  );
}
