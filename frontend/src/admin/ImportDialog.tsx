import { Alert, Button, FileButton, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY } from "@/api/directory";
import { exportAddress, importTable, type ImportResult, type TableKind } from "@/api/imports";
import { describeProblem } from "@/api/describe";
import { useUser } from "@/api/session";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import table from "./DirectoryList.module.css";
import classes from "./Reorganisations.module.css";

const FIGURES = ["rows", "created", "changed", "same", "faults_total"] as const;

function Faults({ result: { faults, faults_total } }: { result: ImportResult }) {
  const { t } = useTranslation();
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            {(["row", "column", "fault"] as const).map((name) => (
              <th key={name} scope="col">
                {t(`admin:import.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {faults.map(({ row, column, message }) => (
            <tr key={`${row} ${column} ${message}`}>
              <td>{row}</td>
              <td>{column}</td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {faults_total > faults.length && <Text p="sm">{t("admin:import.more", { count: faults_total - faults.length })}</Text>}
    </div>
  );
}

function Result({ result }: { result: ImportResult }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className={classes.facts}>
        {FIGURES.map((name) => (
          <div key={name}>
            <dt>{t(`admin:import.${name}`)}</dt>
            <dd>{result[name]}</dd>
          </div>
        ))}
      </dl>
      {result.faults_total > 0 && <Faults result={result} />}
    </>
  );
}

/** Brings a table into the directory: the file is tried out as soon as it is chosen, and imported on a second act. */
export function ImportDialog({ kind, onClose }: { kind: TableKind; onClose: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const trial = useAct((chosen: File) => importTable(kind, chosen, true), { silent: true });
  const apply = useAct((chosen: File) => importTable(kind, chosen, false), { refresh: [DIRECTORY_KEY], done: t("admin:import.done"), onDone: onClose });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen) trial.mutate(chosen);
  };
  const result = trial.data;
  const count = result ? result.created + result.changed : 0;
  return (
    <Modal opened onClose={onClose} title={t("admin:import.title")} size="xl">
      <Stack>
        <Text>{t("admin:import.hint")}</Text>
        <Group>
          <FileButton onChange={choose} accept=".csv,.xlsx,text/csv" inputProps={{ "aria-label": t("admin:import.file") }}>
            {(props) => (
              <Button {...props} leftSection={<IconFileUpload size={18} aria-hidden />}>
                {t("admin:import.choose")}
              </Button>
            )}
          </FileButton>
          {file && <Text>{file.name}</Text>}
        </Group>
        {trial.isPending && <Loader aria-label={t("admin:import.checking")} />}
        {trial.error && (
          <Alert color="accent" role="alert" title={describeProblem(trial.error).title}>
            {describeProblem(trial.error).detail}
          </Alert>
        )}
        {result && <Result result={result} />}
        {result?.faults_total === 0 && count === 0 && <Text>{t("admin:import.nothing")}</Text>}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("act.cancel")}</Button>
          {file && result?.faults_total === 0 && count > 0 && (
            <PrimaryButton loading={apply.isPending} onClick={() => apply.mutate(file)}>
              {t("admin:import.apply", { count })}
            </PrimaryButton>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** What turns a list into a table and back: export, and import with its trial. */
export function TableActs({ kind }: { kind: TableKind }) {
  const { t } = useTranslation();
  const { permissions } = useUser();
  const [importing, setImporting] = useState(false);
  if (!permissions.includes("administer")) return null;
  return (
    <>
      {(["xlsx", "csv"] as const).map((form) => (
        <Button key={form} component="a" href={exportAddress(kind, form)} download>
          {t(`admin:import.export_${form}`)}
        </Button>
      ))}
      <Button onClick={() => setImporting(true)}>{t("admin:import.open")}</Button>
      {importing && <ImportDialog kind={kind} onClose={() => setImporting(false)} />}
    </>
  );
}
