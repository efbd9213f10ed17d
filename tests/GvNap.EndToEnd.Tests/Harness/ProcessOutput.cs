using System.Text;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>What a process has printed so far, to one stream.</summary>
internal sealed class ProcessOutput
{
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = NewSignal();

    public ProcessOutput(StreamReader reader) => Completion = PumpAsync(reader);

    /// <summary>Ends when the stream does.</summary>
    public Task Completion { get; }

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Waits until <paramref name="found"/> likes the text.</summary>
    public async Task<bool> WaitAsync(Func<string, bool> found, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_text)
            {
                changed = _changed.Task;
            }

            var isLast = Completion.IsCompleted;
            if (found(Text))
            {
                return true;
            }

            if (isLast)
            {
                return false;
            }

            await Task.WhenAny(changed, Completion).WaitAsync(cancellationToken);
        }
    }

    private async Task PumpAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (var count = 1; count > 0;)
        {
            count = await reader.ReadAsync(buffer);
            TaskCompletionSource changed;
            lock (_text)
            {
                _text.Append(buffer, 0, count);
                changed = _changed;
                _changed = NewSignal();
            }

            changed.SetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
