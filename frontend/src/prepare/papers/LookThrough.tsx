import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { declareVersion, doubtVersion, type Version } from "@/api/papers";
import { useUser } from "@/api/session";
import { useAct } from "@/api/useAct";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import classes from "./Papers.module.css";

interface LookThroughProps {
  meeting: string;
  document: string;
  version: Version;
}

function Pages({ document, version }: Pick<LookThroughProps, "document" | "version">) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const pages = version.pages ?? 1;
  const named = t("state.page_of", { page, pages });
  return (
    <figure className={classes.looked}>
      <img src={`/api/documents/${document}/pages/${page}.webp?version=${version.version}`} alt={named} />
      <figcaption className={classes.turn}>
        <IconButton label={t("act.previous_page")} disabled={page <= 1} onClick={() => setPage(page - 1)}>
          <IconChevronLeft size={20} />
        </IconButton>
        <span>{named}</span>
        <IconButton label={t("act.next_page")} disabled={page >= pages} onClick={() => setPage(page + 1)}>
          <IconChevronRight size={20} />
        </IconButton>
      </figcaption>
    </figure>
  );
}

function Answer({ meeting, document, version }: LookThroughProps) {
  const { t } = useTranslation();
  const [declared, setDeclared] = useState(false);
  const [because, setBecause] = useState<string | null>(null);
  const declare = useAct(() => declareVersion(meeting, document, version.version), { done: t("prepare:second.declared_done") });
  const doubt = useAct((reason: string) => doubtVersion(meeting, document, version.version, reason), {
    done: t("prepare:second.doubted_done"),
  });
  if (because !== null) {
    return (
      <Stack gap="xs">
        <TextInput
          size="md"
          data-autofocus
          label={t("prepare:second.because")}
          maxLength={120}
          value={because}
          onChange={(event) => setBecause(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button onClick={() => setBecause(null)}>{t("act.cancel")}</Button>
          <PrimaryButton disabled={!because.trim()} loading={doubt.isPending} onClick={() => doubt.mutate(because.trim())}>
            {t("prepare:second.doubt")}
          </PrimaryButton>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Checkbox
        checked={declared}
        onChange={(event) => setDeclared(event.currentTarget.checked)}
        label={t("prepare:second.declare")}
        description={t("prepare:upload.declare_why")}
      />
      <Group justify="flex-end">
        <Button onClick={() => setBecause("")}>{t("prepare:second.doubt")}</Button>
        <PrimaryButton disabled={!declared} loading={declare.isPending} onClick={() => declare.mutate(undefined)}>
          {t("prepare:second.confirm")}
        </PrimaryButton>
      </Group>
    </Stack>
  );
}

/** A version in which no text was found: somebody else than its uploader looks through it and declares it. */
export function LookThrough({ meeting, document, version }: LookThroughProps) {
  const { t } = useTranslation();
  const own = useUser().person?.id === version.uploader_id;
  return (
    <Stack gap="sm">
      <p className={classes.why}>{t(own ? "prepare:second.own" : "prepare:second.why")}</p>
      <Pages document={document} version={version} />
      {!own && <Answer meeting={meeting} document={document} version={version} />}
    </Stack>
  );
}
