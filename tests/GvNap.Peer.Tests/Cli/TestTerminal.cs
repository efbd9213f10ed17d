using System.Threading.Channels;
using GvNap.Peer.Cli;
using GvNap.Peer.Transfers;

namespace GvNap.Peer.Tests.Cli;

/// <summary>A person that answers from a script, and whose screen is a text.</summary>
internal sealed class TestTerminal(bool interactive = true) : ITerminal
{
    private readonly Channel<string> _typed = Channel.CreateUnbounded<string>();
    private readonly Lock _writing = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _questions = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What writing a table throws.</summary>
    public Exception? TableFailure { get; set; }

    public bool IsInteractive => interactive;

    public string Screen
    {
        get
        {
            lock (_writing)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public IReadOnlyList<string> Questions
    {
        get
        {
            lock (_writing)
            {
                return [.. _questions];
            }
        }
    }

    /// <summary>Waits until a text is on the screen.</summary>
    public async Task ShowsAsync(string text)
    {
        while (true)
        {
            Task changed;
            lock (_writing)
            {
                changed = _changed.Task;
            }

            if (Screen.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    public void Type(params IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _typed.Writer.TryWrite(line);
        }
    }

    public void EndInput() => _typed.Writer.TryComplete();

    public async ValueTask<string?> ReadLineAsync(string question, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            _questions.Add(question);
        }

        return await _typed.Reader.WaitToReadAsync(cancellationToken) && _typed.Reader.TryRead(out var line) ? line : null;
    }

    public void WriteLine(string line) => Add(line);

    public void WriteProblem(string line) => Add(line);

    public void WriteNotice(string line) => Add(line);

    public void WriteTable(TextTable table)
    {
        if (TableFailure is { } failure)
        {
            throw failure;
        }

        foreach (var line in table.ToLines())
        {
            Add(line);
        }
    }

    public Task<T> ShowProgressAsync<T>(string title, Func<IProgress<DownloadProgress>, Task<T>> download) => download(new Progress<DownloadProgress>());

    private void Add(string line)
    {
        lock (_writing)
        {
            _lines.Add(line);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
