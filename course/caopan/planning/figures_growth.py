"""Figures of a growth plan: the stage's evidence, targets by the week, the calendar, the play."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.planning.growth import Grown
    from caopan.planning.sessions import SessionCalendar
    from caopan.planning.stages import Stage
    from caopan.planning.targets import Targets
    from caopan.planning.wishes import Wish

TINTS: Final = {"S": SIGNAL, "A": AFTER, "B": "#9ecae1"}
PHASES: Final = {"festival": "#fde68a", "hold-back": "#f3f4f6", "dip": "#e5e7eb"}
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def plot_stage(found: Stage, axes: Axes | None = None) -> Figure:
    """Draw how far each reading stands from what it should be; what binds is marked.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning import stage
    >>> plot_stage(stage(Shop.of("fanhe"))).axes[0].get_xlabel()
    'falls short of its need by (%)'
    """
    told = [one for one in found.readings.values() if one.gap is not None]
    told.sort(key=lambda one: one.gap or 0.0)
    gaps = np.array([100 * (one.gap or 0.0) for one in told])
    colours = [
        SIGNAL if one is found.binds else AFTER if one in found.exits else QUIET for one in told
    ]
    with canvas(axes, (7.2, 1.0 + 0.3 * len(told))) as ax:
        ax.barh(range(len(told)), np.clip(gaps, -100, 100), color=colours)
        ax.axvline(0, color="#374151", linewidth=1)
        ax.set_yticks(range(len(told)), [one.what for one in told], fontsize=8)
        ax.set_xlabel("falls short of its need by (%)")
        ax.set_title(f"{found.merchant}: {found.name}\n(orange binds, blue: exit test)")
        return figure_of(ax)


def plot_targets(targets: Targets, wish: Wish | None = None, axes: Axes | None = None) -> Figure:
    """Draw the weeks' GMV as now, at the target and at the ceiling; a wish as a line.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning import weekly_targets
    >>> plot_targets(weekly_targets(Shop.of("fanhe"))).axes[0].get_ylabel()
    'GMV a week (thousand yuan)'
    """
    weeks = targets.weeks
    at = weeks["week"].to_numpy()
    with canvas(axes) as ax:
        now, target, most = (
            weeks[f"{name}_yuan"].to_numpy() / 1_000 for name in ("now", "target", "ceiling")
        )
        ax.fill_between(
            at, target, most, color=AFTER, alpha=0.15, linewidth=0, label="to the ceiling"
        )
        ax.plot(at, target, color=AFTER, marker="o", markersize=3, label="target")
        ax.plot(at, now, color=BEFORE, linestyle="--", label="factors as now")
        if wish is not None:
            ax.axhline(wish.month_yuan * 7 / 30 / 1_000, color=SIGNAL, label="the wish")
        for week in weeks.loc[weeks["phases"] != "", "week"].to_numpy(np.float64):
            ax.axvspan(week - 0.5, week + 0.5, color=PHASES["hold-back"], zorder=0)
        ax.set_ylim(bottom=0)
        ax.set_xlabel("week (grey: near a festival)")
        ax.set_ylabel("GMV a week (thousand yuan)")
        ax.set_title(f"{targets.merchant}: what the funnel carries")
        ax.legend(loc="best", fontsize=8)
        return figure_of(ax)


def plot_calendar(calendar: SessionCalendar, axes: Axes | None = None) -> Figure:
    """Draw the weeks as rows and the weekdays as columns: tier and hours of each day.

    >>> from datetime import date
    >>> from caopan.planning import propose_calendar
    >>> plot_calendar(propose_calendar(2, date(2021, 11, 1))).axes[0].get_xlabel()
    'weekday (figures: hours on air)'
    """
    from matplotlib.patches import Patch, Rectangle

    offset = calendar.first.weekday()
    rows = -(-(offset + calendar.days) // 7)
    air: dict[int, list[tuple[str, int]]] = {}
    for one in calendar.sessions:
        air.setdefault(one.day, []).append((one.tier, one.minutes))
    with canvas(axes, (7.2, 1.1 + 0.32 * rows)) as ax:
        for day in range(calendar.days):
            row, column = divmod(offset + day, 7)
            phase = calendar.phase(day).phase
            ground = PHASES.get(phase, "white")
            ax.add_patch(Rectangle((column, row), 1, 1, facecolor=ground, edgecolor="#d1d5db"))
            if day in air:
                tier = min((tier for tier, _ in air[day]), key="SAB".index)
                hours = sum(minutes for _, minutes in air[day]) / 60
                box = Rectangle((column + 0.12, row + 0.15), 0.76, 0.7, facecolor=TINTS[tier])
                ax.add_patch(box)
                colour = "black" if tier == "B" else "white"
                ax.text(column + 0.5, row + 0.5, f"{tier} {hours:.3g}", ha="center", va="center",
                        fontsize=7, color=colour)  # fmt: skip
        ax.set_xlim(0, 7)
        ax.set_ylim(rows, 0)
        ax.set_xticks(np.arange(7) + 0.5, WEEKDAYS)
        starts = [calendar.date_of(max(7 * row - offset, 0)) for row in range(rows)]
        ax.set_yticks(np.arange(rows) + 0.5, [f"{one:%d %b}" for one in starts], fontsize=7)
        ax.tick_params(length=0)
        ax.grid(visible=False)
        ax.set_xlabel("weekday (figures: hours on air)")
        ax.set_ylabel("week from")
        shown = [Patch(facecolor=PHASES[one], edgecolor="#d1d5db", label=one) for one in PHASES]
        ax.legend(handles=shown, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=7,
                  frameon=False)  # fmt: skip
        return figure_of(ax)


def plot_growth(grown: Grown, targets: Targets | None = None, axes: Axes | None = None) -> Figure:
    """Draw the weeks' GMV of a played plan, eight seeds in ten about it, beside doing nothing.

    targets: what was promised, as a dotted line.

    >>> from caopan.market import Plan, sample
    >>> from caopan.planning import play_growth
    >>> played = play_growth(sample("yunshi"), Plan(videos=5), days=14, seeds=[1, 2])
    >>> plot_growth(played).axes[0].get_xlabel()
    'week'
    """
    weeks = grown.weeks
    at = weeks["week"].to_numpy()
    with canvas(axes) as ax:
        low, high, played, idle = (
            weeks[f"{name}_yuan"].to_numpy() / 1_000 for name in ("low", "high", "gmv", "idle")
        )
        ax.fill_between(at, low, high, color=AFTER, alpha=0.15, linewidth=0)
        ax.plot(at, played, color=AFTER, marker="o", markersize=3, label="the plan, played")
        ax.plot(at, idle, color=BEFORE, linestyle="--", label="doing nothing, played")
        if targets is not None:
            told = targets.weeks["target_yuan"].to_numpy()[: len(at)] / 1_000
            ax.plot(at[: len(told)], told, color=SIGNAL, linestyle=":", label="the target")
        ax.set_ylim(bottom=0)
        ax.set_xlabel("week")
        ax.set_ylabel("GMV a week (thousand yuan)")
        gain = grown.gain_yuan / 1_000
        ax.set_title(f"Contribution gained: ¥{gain:,.0f}k")
        ax.legend(loc="best", fontsize=8)
        return figure_of(ax)
