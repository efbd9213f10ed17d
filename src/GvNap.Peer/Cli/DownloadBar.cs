using GvNap.Peer.Transfers;
using GvNap.Protocol.Naming;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GvNap.Peer.Cli;

/// <summary>The progress bar of a download, with its rate, who gives it, and the time that is left.</summary>
/// <param name="title">What is downloaded, safe to show: any text, blank or not.</param>
internal sealed class DownloadBar(string title) : IProgress<DownloadProgress>
{
    private ProgressTask? _task;
    private volatile DownloadProgress? _latest;

    /// <summary>What is shown from left to right.</summary>
    public ProgressColumn[] Columns =>
        [new LiveColumn(() => title), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new LiveColumn(Describe)];

    /// <summary>Adds the bar to what is being shown.</summary>
    /// <param name="context">Where.</param>
    public void Begin(ProgressContext context)
    {
        // Not the title: a description is markup, and must not be blank.
        _task = context.AddTask("download", maxValue: 1);
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

    private string Describe() => _latest is { } latest ? DownloadWording.Rate(latest) : "connecting";

    private sealed class LiveColumn(Func<string> text) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(SafeText.ForTerminal(text())).Overflow(Overflow.Ellipsis);
    }
}
