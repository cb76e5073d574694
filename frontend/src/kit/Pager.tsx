import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/types";
import classes from "./Pager.module.css";

interface PagerProps {
  page: Pick<Page<unknown>, "page" | "pages" | "total">;
  onPage: (page: number) => void;
}

/** Where one is in a list and the way to its next page; with one page only the count. */
export function Pager({ page: { page, pages, total }, onPage }: PagerProps) {
  const { t } = useTranslation();
  return (
    <nav className={classes.pager} aria-label={t("state.page_of", { page, pages })}>
      <span className={classes.total}>{t("state.total", { count: total })}</span>
      {pages > 1 && (
        <>
          <Button disabled={page <= 1} onClick={() => onPage(page - 1)} leftSection={<IconChevronLeft size={18} />}>
            {t("act.previous_page")}
          </Button>
          <span>{t("state.page_of", { page, pages })}</span>
          <Button disabled={page >= pages} onClick={() => onPage(page + 1)} rightSection={<IconChevronRight size={18} />}>
            {t("act.next_page")}
          </Button>
        </>
      )}
    </nav>
  );
}
