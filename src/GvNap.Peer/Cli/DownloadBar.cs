using GvNap.Peer.Transfers;
using GvNap.Protocol.Naming;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GvNap.Peer.Cli;

/// <summary>The progress bar of a download, with its rate, who gives it, and the time that is left: one line, whatever the file is called.</summary>
/// <param name="title">What is downloaded, as long as its name is not known: any text, blank or not.</param>
/// <param name="width">The terminal's columns.</param>
internal sealed class DownloadBar(string title, int width) : IProgress<DownloadProgress>
{
    /// <summary>The share in percent, and a blank between each two of the four columns.</summary>
    private const int Others = 8;

    private ProgressTask? _task;
    private volatile DownloadProgress? _latest;

    /// <summary>What is shown from left to right. A quarter of the line is the title's, and the bar leaves room for what is said.</summary>
    public ProgressColumn[] Columns
    {
        get
        {
            var bar = Math.Clamp((width / 5) - 6, 5, 30);
            return
            [
                new LiveColumn(Title, () => width / 4),
                new ProgressBarColumn { Width = bar },
                new PercentageColumn(),
                new LiveColumn(Describe, () => width - Others - bar - Math.Min(Cells(Title()), width / 4)),
            ];
        }
    }

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

    private static int Cells(string text) => new Segment(text).CellCount();

    private string Title() => SafeText.ForTerminal(_latest is { Name.Length: > 0, Files.Length: 0 } latest ? latest.Name : title);

    private string Describe() => SafeText.ForTerminal(_latest is { } latest ? DownloadWording.Rate(latest) : "connecting");

    /// <summary>Text that may change, cut to what there is room for.</summary>
    private sealed class LiveColumn(Func<string> text, Func<int> room) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Fit(text(), Math.Max(1, room())));

        private static string Fit(string text, int cells)
        {
            if (Cells(text) <= cells)
            {
                return text;
            }

            var (end, used) = (0, 1);
            foreach (var rune in text.EnumerateRunes())
            {
                used += Cells(rune.ToString());
                if (used > cells)
                {
                    break;
                }

                end += rune.Utf16SequenceLength;
            }

            return text[..end].TrimEnd() + "…";
        }
    }
}
