using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Lab.Load;

/// <summary><c>gvnap-lab load</c>: drives load against an index server and says what it bore.</summary>
internal static class LoadCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Makes the command.</summary>
    /// <param name="output">Gets the report.</param>
    /// <param name="problems">Gets what it is doing.</param>
    public static Command Create(TextWriter output, TextWriter problems)
    {
        var options = new LoadCommandOptions();
        var command = new Command("load", "Peers register, share, come and go, and are searched for, through real sockets; answers are checked.");
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.Validators.Add(options.Check);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await RunAsync(options.Read(parsed), problems.WriteLine, cancellationToken);
            await WriteAsync(report, options.JsonFile(parsed), output, cancellationToken);
            return report.Wrong == 0 ? 0 : 1;
        });
        return command;
    }

    private static async Task<LoadReport> RunAsync(LoadOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        if (options.Index.Count > 0)
        {
            return await new LoadRun(options, await LoadTarget.ResolveAsync(options.Index, cancellationToken), say).RunAsync(cancellationToken);
        }

        await using var server = await OwnServer.StartAsync(options.Redis, NullLoggerFactory.Instance, cancellationToken);
        var target = await LoadTarget.ResolveAsync([OwnServer.AddressOf(server)], cancellationToken);
        return await new LoadRun(options, target, say).RunAsync(cancellationToken) with { LiftedLimits = OwnServer.LiftedLimits };
    }

    private static async Task WriteAsync(LoadReport report, string? file, TextWriter output, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(report, Json);
        if (file == LoadCommandOptions.StandardOutput)
        {
            await output.WriteLineAsync(json);
            return;
        }

        foreach (var line in LoadText.Of(report))
        {
            await output.WriteLineAsync(line);
        }

        if (file is not null)
        {
            await File.WriteAllTextAsync(file, json + "\n", cancellationToken);
        }
    }
}
