import { Progress } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { get, tell, type Schemas } from "@/api/client";
import { IconButton } from "@/kit/Buttons";
import { moment } from "@/kit/dates";
import { fileSize } from "@/kit/sizes";
import classes from "../agenda/DocumentChips.module.css";
import type { Uploads } from "./useUploads";

const KEY = ["uploads"];

type Left = Schemas["UploadRow"];

function Line({ left, onGiveUp }: { left: Left; onGiveUp: () => void }) {
  const { t, i18n } = useTranslation();
  const percent = Math.floor((left.received / left.size) * 100);
  const facts = t("prepare:upload.left_at", {
    percent,
    size: fileSize(left.size, i18n.language),
    moment: moment(left.expires_at),
  });
  return (
    <div className={classes.chip}>
      <span className={classes.words}>
        <span className={classes.name}>{left.name}</span>
        <span className={classes.facts}>{facts}</span>
        <Progress value={percent} size="xs" color="ink" aria-label={left.name} />
      </span>
      <IconButton label={t("prepare:upload.give_up", { name: left.name })} onClick={onGiveUp}>
        <IconX size={18} />
      </IconButton>
    </div>
  );
}

/** Files that an earlier page did not send to their end: chosen again, they go on where they were. */
export function Unfinished({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: [...KEY, uploads.uploads.length],
    queryFn: ({ signal }) => get("/api/uploads", {}, signal),
    gcTime: 0,
    placeholderData: (previous) => previous,
  });
  const here = new Set(uploads.uploads.map(({ fileName }) => fileName));
  const left = (data?.items ?? []).filter(({ name }) => !here.has(name));
  if (left.length === 0) return null;
  const giveUp = async (id: string) => {
    await tell("delete", "/api/uploads/{upload_id}", { path: { upload_id: id } });
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <section className={classes.left} aria-label={t("prepare:upload.left")}>
      <h3 className={classes.leftTitle}>{t("prepare:upload.left")}</h3>
      {left.map((each) => (
        <Line key={each.id} left={each} onGiveUp={() => void giveUp(each.id)} />
      ))}
    </section>
  );
}
