using System.Diagnostics;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>A process under test: its output is captured, and it never outlives the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _commandLine;
    private readonly ProcessOutput _output;
    private readonly ProcessOutput _errors;

    private ChildProcess(Process process, string commandLine)
    {
        _process = process;
        _commandLine = commandLine;
        _output = new ProcessOutput(process.StandardOutput);
        _errors = new ProcessOutput(process.StandardError);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>All of standard output so far.</summary>
    public string Output => _output.Text;

    /// <summary>All of standard error so far.</summary>
    public string Errors => _errors.Text;

    /// <summary>Resident memory, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static ChildProcess Start(string file, IEnumerable<string> arguments, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] restoringSignals = UnixSignals.IsIgnored(UnixSignal.Interrupt) ? ["env", "--default-signal=INT"] : [];
        string[] command = [.. restoringSignals, file, .. arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder,
        };
        foreach (var name in info.Environment.Keys.Where(IsOfTheProgramsUnderTest).ToList())
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(info)!, $"{Path.GetFileName(file)} {string.Join(' ', info.ArgumentList)}");
    }

    /// <summary>Waits until standard output holds <paramref name="text"/>.</summary>
    /// <param name="text">What to wait for, in any case.</param>
    /// <param name="from">Ignores what was printed before this position.</param>
    /// <param name="timeout">When to give up; <see cref="Eventually.Patience"/> if it is not said.</param>
    public Task WaitForOutputAsync(string text, int from = 0, TimeSpan? timeout = null) => WaitForAsync(_output, text, from, timeout);

    /// <summary>The same for standard error.</summary>
    public Task WaitForErrorAsync(string text, int from = 0, TimeSpan? timeout = null) => WaitForAsync(_errors, text, from, timeout);

    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Types without the line's end; <c>\x03</c> on a terminal is Ctrl+C.</summary>
    public async Task TypeRawAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal to this process.</summary>
    public void Send(UnixSignal signal) => UnixSignals.Send(_process.Id, signal);

    /// <summary>Sends a signal to the processes that this one started, or to itself if there is none.</summary>
    public void SendToChildren(UnixSignal signal)
    {
        var children = File.ReadAllText($"/proc/{Id}/task/{Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var process in children.Select(int.Parse).DefaultIfEmpty(Id))
        {
            UnixSignals.Send(process, signal);
        }
    }

    /// <summary>Waits for the end of the process and of its output.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var limit = Limit(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await Task.WhenAll(_output.Completion, _errors.Completion).WaitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not end. {this}");
        }
    }

    /// <summary>Waits for the end after what is to bring it about.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> TimeExitAsync(int status, Func<Task> end)
    {
        var start = Stopwatch.GetTimestamp();
        await end();
        Assert.Equal(status, await WaitForExitAsync());
        return Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc cref="TimeExitAsync(int, Func{Task})"/>
    public Task<TimeSpan> TimeExitAsync(int status, UnixSignal signal) => TimeExitAsync(status, () =>
    {
        Send(signal);
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    /// <summary>The command and all that it printed, for the message of a failed test.</summary>
    public override string ToString() => $"$ {_commandLine}\n{Output}\n--- standard error:\n{Errors}";

    private async Task WaitForAsync(ProcessOutput output, string text, int from, TimeSpan? timeout)
    {
        using var limit = Limit(timeout);
        try
        {
            var found = await output.WaitAsync(all => all.Length >= from && all.AsSpan(from).Contains(text, StringComparison.OrdinalIgnoreCase), limit.Token);
            Assert.True(found, $"It ended without printing '{text}'. {this}");
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not print '{text}'. {this}");
        }
    }

    private static CancellationTokenSource Limit(TimeSpan? timeout)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(timeout ?? Eventually.Patience);
        return limit;
    }

    private static bool IsOfTheProgramsUnderTest(string name) =>
        name.StartsWith("GVNAP_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)
        || name.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || name is "ASPNETCORE_URLS";
}
