using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GvNap.Lab.Dashboard;

/// <summary>The Aspire dashboard alone, which shows what the processes that know of it export.</summary>
internal sealed class LabDashboard : IAsyncDisposable
{
    private const string AddressLabel = "Dashboard:";

    /// <summary>The first time, the command line unpacks what it brings.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _otlp;
    private readonly Task _furtherOutput;

    private LabDashboard(Process process, string address, string otlp)
    {
        (_process, Address, _otlp) = (process, address, otlp);
        _furtherOutput = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>What to open in a browser; it has a token that lets in.</summary>
    public string Address { get; }

    /// <summary>Starts it, on free ports of the loopback address.</summary>
    /// <exception cref="InvalidOperationException">It cannot be; the message says what to do.</exception>
    public static async Task<LabDashboard> StartAsync(CancellationToken cancellationToken)
    {
        var cli = AspireCli.Find() ?? throw new InvalidOperationException($"the dashboard comes with the Aspire CLI, which is not on the PATH; install it with: {AspireCli.Installation}");
        var (frontend, otlp) = (FreeAddress(), FreeAddress());
        string[] command = [cli, "dashboard", "run", "--nologo", "--non-interactive", "--frontend-url", frontend, "--otlp-grpc-url", otlp, "--otlp-http-url", FreeAddress()];
        var process = Start(AspireCli.FindDetacher() is { } detacher ? [detacher, .. command] : command);
        try
        {
            return new LabDashboard(process, await ReadAddressAsync(process, cancellationToken), otlp);
        }
        catch
        {
            await EndAsync(process);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process);
        await _furtherOutput.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    /// <summary>Makes what this process exports go there.</summary>
    public void TakeTelemetry()
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", _otlp);
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Waits for the line <c>Dashboard:  http://…</c>.</summary>
    private static async Task<string> ReadAddressAsync(Process process, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                if (line.Trim().StartsWith(AddressLabel, StringComparison.Ordinal))
                {
                    return line.Trim()[AddressLabel.Length..].Trim();
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"the dashboard has not started within {Patience.TotalSeconds} s; try by itself: aspire dashboard run");
        }

        throw new InvalidOperationException("the dashboard ended at once; what it says by itself: aspire dashboard run");
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
