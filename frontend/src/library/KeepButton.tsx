import { IconNotebook } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { keepDocument, useLibraryAct } from "@/api/library";
import { IconButton } from "@/kit/Buttons";

/** Keeps a meeting's paper among one's own documents: the way to it, as long as one may read it. */
export function KeepButton({ documentId }: { documentId: string }) {
  const { t } = useTranslation("library");
  const keep = useLibraryAct(() => keepDocument(documentId), { done: t("kept.done") });
  return (
    <IconButton label={t("kept.act")} loading={keep.isPending} onClick={() => keep.mutate(undefined)}>
      <IconNotebook size={22} stroke={1.75} aria-hidden />
    </IconButton>
  );
}
