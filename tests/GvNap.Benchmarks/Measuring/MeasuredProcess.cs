using System.Diagnostics;
using System.Net.Sockets;

namespace GvNap.Benchmarks.Measuring;

/// <summary>A program that is measured, or that another is compared with.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private MeasuredProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What it has used of all processors, seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts one of GvNap's programs.</summary>
    public static MeasuredProcess StartProgram(string program, params IEnumerable<string> arguments) =>
        Start(Programs.Dotnet, [Programs.PathOf(program), .. arguments]);

    public static MeasuredProcess Start(string file, params IEnumerable<string> arguments) =>
        new(Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    /// <summary>Runs to the end, and fails if that was not a success.</summary>
    /// <returns>Standard output.</returns>
    public static async Task<string> RunAsync(MeasuredProcess started)
    {
        await using var process = started;
        var output = await process._output;
        await process._process.WaitForExitAsync();
        return process._process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{process._process.StartInfo.FileName} ended with status {process._process.ExitCode}.\n{output}");
    }

    /// <summary>Waits until somebody listens on the port.</summary>
    public static async Task WaitForPortAsync(int port)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (tries < 1000)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    /// <summary>Bytes that it has ever had resident at most; 0 once it has ended.</summary>
    public long PeakResident => ReadStatus("VmHWM:");

    /// <summary>Bytes that it has resident; 0 once it has ended.</summary>
    public long Resident => ReadStatus("VmRSS:");

    /// <summary>Whether a program is installed.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Tells <see cref="PeakResident"/> as long as it runs.</summary>
    public void Watch(Action<long> peak)
    {
        var timer = new Timer(_ =>
        {
            if (PeakResident is > 0 and var bytes)
            {
                peak(bytes);
            }
        });
        timer.Change(0, 20);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => timer.Dispose();
    }

    private long ReadStatus(string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[name.Length..^"kB".Length].Trim(), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
