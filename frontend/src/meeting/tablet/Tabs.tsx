import { UnstyledButton } from "@mantine/core";
import { IconPresentation, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Tabs.module.css";
import type { Reading } from "./useReading";

/** The documents that are open, from two on; the presented one is marked. */
export function Tabs({ reading }: { reading: Reading }) {
  const { t } = useTranslation("meeting");
  const { tabs, row, presented } = reading;
  if (tabs.length < 2) return null;
  return (
    <ul className={classes.tabs} aria-label={t("reader.tabs")} data-testid="reader-tabs">
      {tabs.map((tab) => (
        <li key={tab.id} className={classes.tab} data-open={tab.id === row?.id}>
          <UnstyledButton className={classes.name} aria-current={tab.id === row?.id ? "page" : undefined} onClick={() => reading.open(tab)}>
            {presented?.documentId === tab.id && <IconPresentation size={18} aria-label={t("reader.presented")} />}
            <span>{tab.title}</span>
          </UnstyledButton>
          <UnstyledButton className={classes.close} aria-label={t("reader.close_tab", { title: tab.title })} onClick={() => reading.close(tab)}>
            <IconX size={18} aria-hidden />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
