import { Button, TextInput } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { editTemplate, restoreTemplate, retireTemplate } from "@/api/copies";
import { useAllTemplates, type MeetingTemplate } from "@/api/meetings";
import { useAct } from "@/api/useAct";
import { EntryDialog } from "@/admin/EntryDialog";
import { IconButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import classes from "@/prepare/sites/SitesSection.module.css";

function Rename({ template, onClose }: { template: MeetingTemplate; onClose: () => void }) {
  const { t } = useTranslation();
  const seen = { name: template.name, description: template.description };
  const form = useForm({ initialValues: seen, validate: { name: (value) => (value.trim() ? null : t("home:new.required")) } });
  const change = useAct((values: typeof seen) => editTemplate(template.id, values, seen), { silent: true, refresh: [["meeting-templates"]] });
  return (
    <EntryDialog title={t("home:template.edit")} form={form} save={change.mutateAsync} onClose={onClose}>
      <TextInput label={t("prepare:copy.template_name")} withAsterisk maxLength={160} data-autofocus {...form.getInputProps("name")} />
      <TextInput label={t("prepare:copy.template_description")} maxLength={300} {...form.getInputProps("description")} />
    </EntryDialog>
  );
}

function OwnTemplate({ template }: { template: MeetingTemplate }) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const retire = useAct(() => retireTemplate(template.id), { done: t("act.saved"), refresh: [["meeting-templates"]] });
  const { name } = template;
  const ask = () => confirmAct({ title: t("home:template.retire_ask", { name }), act: t("home:template.retire"), onConfirm: () => retire.mutate(undefined) });
  return (
    <li className={classes.line}>
      <span className={classes.words}>{name}</span>
      <IconButton label={t("home:template.edit_named", { name })} onClick={() => setRenaming(true)}>
        <IconPencil size={18} />
      </IconButton>
      <IconButton label={t("home:template.retire_named", { name })} onClick={ask}>
        <IconTrash size={18} />
      </IconButton>
      {renaming && <Rename template={template} onClose={() => setRenaming(false)} />}
    </li>
  );
}

function RetiredTemplate({ template }: { template: MeetingTemplate }) {
  const { t } = useTranslation();
  const restore = useAct(() => restoreTemplate(template.id), { done: t("act.saved"), refresh: [["meeting-templates"]] });
  const { name } = template;
  return (
    <li className={classes.line}>
      <span className={classes.words}>
        {name}
        <span className={classes.facts}>{t("home:template.retired")}</span>
      </span>
      <Button loading={restore.isPending} onClick={() => restore.mutate(undefined)} aria-label={t("home:template.restore_named", { name })}>
        {t("home:template.restore")}
      </Button>
    </li>
  );
}

/** The unit's own templates: renamed, retired when they are of no use any more, and brought back. */
export function OwnTemplates() {
  const { t, i18n } = useTranslation();
  const own = useAllTemplates(i18n.language).data?.items.filter(({ is_own }) => is_own) ?? [];
  if (own.length === 0) return null;
  return (
    <section aria-label={t("home:template.title")} className={classes.sections}>
      <h2>{t("home:template.title")}</h2>
      <ul className={classes.list}>
        {own.map((template) => (template.is_active ? <OwnTemplate key={template.id} template={template} /> : <RetiredTemplate key={template.id} template={template} />))}
      </ul>
    </section>
  );
}
