import { Modal, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue, useDisclosure, useHotkeys, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { FOUND_SOURCES, useSuggestions } from "@/api/search";
import { FoundLine } from "./FoundLine";
import classes from "./Search.module.css";

const WAIT_MS = 200;

const allRoute = (query: string, source = "") => `/search?${new URLSearchParams({ query, ...(source && { source }) }).toString()}`;

function Suggestions({ query, onOpen }: { query: string; onOpen: () => void }) {
  const { t } = useTranslation("search");
  const { data, isPending, isError } = useSuggestions(query);
  if (isError) return <p className={classes.hint}>{t("failed")}</p>;
  if (isPending) return <p className={classes.hint}>{t(query.length < 2 ? "hint" : "common:state.loading")}</p>;
  const groups = FOUND_SOURCES.flatMap((source) => data.filter((group) => group.source === source && group.items.length > 0));
  if (groups.length === 0) return <p className={classes.hint}>{t("none", { query })}</p>;
  return groups.map(({ source, items, total }) => (
    <section key={source} aria-label={t(`sources.${source}`)}>
      <div className={classes.groupHead}>
        <h3>{t(`sources.${source}`)}</h3>
        {total > items.length && (
          <Link to={allRoute(query, source)} onClick={onOpen}>
            {t("all", { count: total })}
          </Link>
        )}
      </div>
      <ul className={classes.group}>
        {items.map((found) => (
          <FoundLine key={found.id} found={found} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  ));
}

function SearchDialog({ close }: { close: () => void }) {
  const { t } = useTranslation("search");
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [query] = useDebouncedValue(text.trim(), WAIT_MS);
  function all(event: SyntheticEvent) {
    event.preventDefault();
    if (text.trim() === "") return;
    close();
    void navigate(allRoute(text.trim()));
  }
  return (
    <form role="search" onSubmit={all}>
      <TextInput
        type="search"
        size="lg"
        data-autofocus
        maxLength={200}
        aria-label={t("label")}
        placeholder={t("placeholder")}
        leftSection={<IconSearch size={20} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.suggestions} aria-live="polite">
        <Suggestions query={query} onOpen={close} />
      </div>
    </form>
  );
}

/** Searches from every desk screen: a tap, or the key «/». */
export function SearchButton({ wide = false }: { wide?: boolean }) {
  const { t } = useTranslation("search");
  const [opened, { open, close }] = useDisclosure(false);
  const onPhone = useMediaQuery("(max-width: 40em)");
  useHotkeys(onPhone === wide ? [["/", open]] : []);
  return (
    <>
      <UnstyledButton className={classes.button ?? ""} data-wide={wide} aria-label={t("label")} aria-keyshortcuts="/" onClick={open}>
        <IconSearch size={22} stroke={1.75} aria-hidden />
        <span>{t("label")}</span>
      </UnstyledButton>
      <Modal opened={opened} onClose={close} title={t("label")} size="42rem" fullScreen={onPhone} closeButtonProps={{ "aria-label": t("common:act.close") }}>
        <SearchDialog close={close} />
      </Modal>
    </>
  );
}
