using GvNap.Peer.Transfers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GvNap.Peer.Cli;

/// <summary>The progress bar of a download, with its rate and the time that is left.</summary>
internal sealed class DownloadBar : IProgress<DownloadProgress>
{
    private ProgressTask? _task;
    private volatile DownloadProgress? _latest;

    /// <summary>What is shown from left to right.</summary>
    public ProgressColumn[] Columns =>
        [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new RateColumn(this)];

    /// <summary>Adds the bar to what is being shown.</summary>
    /// <param name="context">Where.</param>
    /// <param name="markup">The title, escaped.</param>
    public void Begin(ProgressContext context, string markup)
    {
        _task = context.AddTask(markup, maxValue: 1);
        _task.IsIndeterminate = true;
    }

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        _latest = value;
        if (_task is null || value.Size < 0)
        {
            return;
        }

        // An empty file is complete as soon as it is known.
        _task.IsIndeterminate = false;
        _task.MaxValue = Math.Max(value.Size, 1);
        _task.Value = value.Size == 0 ? 1 : value.Bytes;
    }

    private string Describe() => _latest switch
    {
        null => "connecting",
        { Size: < 0 } or { ActiveSources: 0 } => _latest.State,
        { } at when at.Bytes >= at.Size => Wording.Size(at.Size),
        { Rate: > 0 } at => $"{Wording.Rate(at.Rate)}  {Wording.Duration(TimeSpan.FromSeconds(Math.Min((at.Size - at.Bytes) / at.Rate, 3_600_000)))} left",
        _ => _latest.State,
    };

    private sealed class RateColumn(DownloadBar bar) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(GvNap.Protocol.Naming.SafeText.ForTerminal(bar.Describe()));
    }
}
