import { Button, Menu, Modal, TextInput } from "@mantine/core";
import {
  IconAlertTriangle, IconChevronLeft, IconChevronRight, IconDots, IconHandStop, IconMicrophone, IconMicrophoneOff, IconPointFilled,
  IconSearch, IconUsers, IconWifiOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { EmptyState } from "@/kit/States";
import type { MediaState } from "@/media";
import { acts } from "../shared/acts";
import { Elapsed } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { isOver, isPresent } from "../shared/selectors";
import { Picture } from "../shared/Stage";
import { useCommand } from "../shared/useCommand";
import { HeadcountForm } from "../site/HeadcountForm";
import classes from "./Wall.module.css";
import { filterTiles, wallTiles, type Bars, type WallFilter, type WallTile } from "./wall";
import { placeName } from "../shared/place";

const PAGE_SIZE = 24;
/** So many sites have room for larger tiles. */
const FEW = 8;

function QualityBars({ bars }: { bars: Bars }) {
  const { t } = useTranslation("meeting");
  return (
    <span className={classes.quality}>
      <svg viewBox="0 0 16 12" width={16} height={12} aria-hidden data-bars={bars}>
        {[0, 1, 2, 3].map((bar) => (
          <rect key={bar} x={bar * 4} y={9 - bar * 3} width={3} height={3 + bar * 3} rx={0.5} data-on={bar <= bars && bars > 0} />
        ))}
      </svg>
      {t(`wall.quality.${bars}`)}
    </span>
  );
}

function Tag({ tile }: { tile: WallTile }) {
  const { t } = useTranslation("meeting");
  if (tile.trouble === "lost") {
    return (
      <span className={classes.tag} data-kind="lost">
        <IconWifiOff size={14} aria-hidden /> {t(tile.site.since || tile.site.status === "online" ? "wall.lost" : "wall.never")}
      </span>
    );
  }
  if (tile.speaking) {
    return (
      <span className={classes.tag} data-kind="live">
        <IconPointFilled size={14} aria-hidden /> {t("wall.speaking")}
      </span>
    );
  }
  if (tile.trouble === "weak") {
    return (
      <span className={classes.tag} data-kind="weak">
        <IconAlertTriangle size={14} aria-hidden /> {t("wall.weak")}
      </span>
    );
  }
  if (tile.waiting === 0) return null;
  return (
    <span className={classes.tag}>
      <IconHandStop size={14} aria-hidden /> {t("wall.waiting_place", { place: tile.waiting })}
    </span>
  );
}

function TileMenu({ tile, onCount }: { tile: WallTile; onCount: () => void }) {
  const { t } = useTranslation("meeting");
  const { can, meeting } = useMeetingView();
  const act = useCommand();
  const { site } = tile;
  const open = site.microphone === "open";
  if (isOver(meeting) || (!can("grant_floor") && !can("set_layout"))) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t("wall.menu", { name: site.name })} className={classes.menu ?? ""} size={36}>
          <IconDots size={18} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => act.mutate(acts.layout({ mode: "speaker", site_id: site.site_id }))}>
          {t("wall.show")}
        </Menu.Item>
        <Menu.Item onClick={() => act.mutate(acts.siteMicrophone(site.site_id, !open))}>
          {t(open ? "wall.close_microphone" : "wall.open_microphone")}
        </Menu.Item>
        {can("manage_attendance") && <Menu.Item onClick={onCount}>{t("headcount.title")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function Tile({ tile }: { tile: WallTile }) {
  const { t } = useTranslation("meeting");
  const [counting, setCounting] = useState(false);
  const { site } = tile;
  const open = site.microphone === "open";
  const Microphone = open ? IconMicrophone : IconMicrophoneOff;
  const kind = tile.trouble === "lost" ? "lost" : tile.speaking ? "live" : (tile.trouble ?? "plain");
  return (
    <li className={classes.tile} data-kind={kind} data-testid="site-tile" data-site={site.site_id} aria-label={site.name}>
      <div className={classes.picture}>
        {tile.trouble === "lost" ? (
          <div className={classes.hatched}>{site.since && site.status !== "online" && <span>{t("wall.for")} <Elapsed since={site.since} /></span>}</div>
        ) : (
          <Picture identity={site.media_identity} label={site.name} className={classes.fill} />
        )}
        <Tag tile={tile} />
      </div>
      <div className={classes.foot}>
        <strong>{placeName(site.name)}</strong>
        <TileMenu tile={tile} onCount={() => setCounting(true)} />
        <Modal opened={counting} onClose={() => setCounting(false)} title={`${t("headcount.title")}: ${placeName(site.name)}`}>
          {counting && <HeadcountForm siteId={site.site_id} onDone={() => setCounting(false)} />}
        </Modal>
        <div className={classes.facts}>
          <QualityBars bars={tile.bars} />
          <span className={classes.people} title={t("wall.people")}>
            <IconUsers size={15} aria-label={t("wall.people")} /> {`${tile.present}/${tile.expected}`}
            {tile.counted !== null && (
              <span data-testid="headcount" title={t("headcount.short", { count: tile.counted })}>{`(${tile.counted})`}</span>
            )}
          </span>
          {tile.trouble !== "lost" && (
            <span data-open={open} className={classes.microphone}>
              <Microphone size={15} aria-label={t(open ? "microphone.open" : "microphone.closed")} />
            </span>
          )}
        </div>
      </div>
    </li>
  );
}

interface FiltersProps {
  tiles: readonly WallTile[];
  filter: WallFilter;
  onFilter: (filter: WallFilter) => void;
}

function Filters({ tiles, filter, onFilter }: FiltersProps) {
  const { t } = useTranslation("meeting");
  const counts = { all: tiles.length, waiting: filterTiles(tiles, "waiting", "").length, trouble: filterTiles(tiles, "trouble", "").length };
  return (
    <div className={classes.filters} role="group" aria-label={t("wall.filter")}>
      {(["all", "waiting", "trouble"] as const).map((kind) => (
        <Button
          key={kind}
          size="sm"
          radius="xl"
          variant={filter === kind ? "filled" : "default"}
          aria-pressed={filter === kind}
          onClick={() => onFilter(kind)}
        >
          {t(`wall.filters.${kind}`, { count: counts[kind] })}
        </Button>
      ))}
    </div>
  );
}

function Pages({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  const { t } = useTranslation("meeting");
  if (pages <= 1) return null;
  return (
    <div className={classes.pages}>
      <IconButton label={t("common:act.previous_page")} variant="default" size={40} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <IconChevronLeft size={20} aria-hidden />
      </IconButton>
      <span>{`${page}/${pages}`}</span>
      <IconButton label={t("common:act.next_page")} variant="default" size={40} disabled={page >= pages} onClick={() => onPage(page + 1)}>
        <IconChevronRight size={20} aria-hidden />
      </IconButton>
    </div>
  );
}

/** All sites of the meeting, those with a problem first. */
export function Wall({ state }: { state: MediaState }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const [filter, setFilter] = useState<WallFilter>("all");
  const [words, setWords] = useState("");
  const [wantedPage, setPage] = useState(1);
  const tiles = wallTiles(parts, state.tiles, state.status === "connected");
  const found = filterTiles(tiles, filter, words);
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const page = Math.min(wantedPage, pages);
  const online = tiles.filter((tile) => tile.site.status === "online").length;
  const people = Object.values(parts.participants).filter(isPresent).length;
  return (
    <section className={classes.wall} aria-label={t("wall.title")}>
      <header className={classes.header}>
        <h2>
          {t("wall.title")} {`${online}/${tiles.length}`} <span>{t("wall.present", { count: people })}</span>
        </h2>
        <Filters tiles={tiles} filter={filter} onFilter={setFilter} />
        <TextInput
          className={classes.search}
          size="sm"
          type="search"
          aria-label={t("wall.search")}
          placeholder={t("wall.search")}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Pages page={page} pages={pages} onPage={setPage} />
      </header>
      {found.length === 0 && <EmptyState title={t(tiles.length === 0 ? "wall.empty" : "wall.nothing")} />}
      <ul className={classes.tiles} data-few={found.length <= FEW}>
        {found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((tile) => (
          <Tile key={tile.site.site_id} tile={tile} />
        ))}
      </ul>
    </section>
  );
}
