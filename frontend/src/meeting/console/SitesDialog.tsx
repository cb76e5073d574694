import { Button, Group, Modal, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { plain } from "../reader/search";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { headcounts, sitesByName } from "../shared/selectors";
import classes from "./Console.module.css";

interface SitesDialogProps {
  chosen: readonly string[];
  /** A sequence without a site shows nothing. */
  needsSome: boolean;
  onChoose: (ids: string[]) => void;
  onClose: () => void;
}

/** Which sites are shown, in the order in which they are chosen. */
export function SitesDialog({ chosen, needsSome, onChoose, onClose }: SitesDialogProps) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const [ids, setIds] = useState<readonly string[]>(chosen.filter((id) => parts.sites[id]));
  const [words, setWords] = useState("");
  const counts = headcounts(parts);
  const wanted = plain(words.normalize("NFC").trim());
  const sites = sitesByName(parts).filter((site) => plain(site.name.normalize("NFC")).includes(wanted));
  const online = sitesByName(parts).filter(({ status }) => status === "online").map(({ site_id: id }) => id);
  const withPeople = online.filter((id) => (counts.get(id)?.present ?? 0) > 0);
  const toggle = (id: string) => setIds(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  return (
    <Modal opened onClose={onClose} title={t("layout.sites_title")} size="lg">
      <p className={classes.quiet}>{t(needsSome ? "layout.sequence_help" : "layout.grid_help")}</p>
      <TextInput
        type="search"
        aria-label={t("wall.search")}
        placeholder={t("wall.search")}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Group gap="xs" my="sm">
        <Button size="sm" onClick={() => setIds(online)}>
          {t("layout.all_online", { count: online.length })}
        </Button>
        <Button size="sm" onClick={() => setIds(withPeople)}>
          {t("layout.all_with_people", { count: withPeople.length })}
        </Button>
        <Button size="sm" onClick={() => setIds([])}>
          {t("layout.none")}
        </Button>
      </Group>
      <ul className={classes.pickSites}>
        {sites.map((site) => {
          const at = ids.indexOf(site.site_id);
          return (
            <li key={site.site_id}>
              <button type="button" role="checkbox" aria-checked={at >= 0} onClick={() => toggle(site.site_id)}>
                <span className={classes.pickNumber}>{at >= 0 ? at + 1 : ""}</span>
                <span>{placeName(site.name)}</span>
                <small>{site.status === "online" ? t("layout.people", { count: counts.get(site.site_id)?.present ?? 0 }) : t("wall.lost")}</small>
              </button>
            </li>
          );
        })}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>{t("common:act.cancel")}</Button>
        <Button variant="filled" disabled={needsSome && ids.length === 0} onClick={() => onChoose([...ids])}>
          {t("layout.use_sites", { count: ids.length })}
        </Button>
      </Group>
    </Modal>
  );
}
