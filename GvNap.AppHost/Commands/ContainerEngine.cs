using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GvNap.AppHost.Commands;

/// <summary>The command line of the container engine that Aspire uses.</summary>
internal static class ContainerEngine
{
    /// <summary>Runs a command.</summary>
    /// <param name="context">The dashboard's command, for the engine's name and for its end.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="input">What the command reads; null: nothing.</param>
    /// <returns>What it printed, without the last line's end.</returns>
    /// <exception cref="IOException">It failed; the message is what the engine said.</exception>
    public static async Task<string> RunAsync(ExecuteCommandContext context, IEnumerable<string> arguments, ReadOnlyMemory<byte>? input = null)
    {
        var engine = context.Services.GetRequiredService<IConfiguration>()["ASPIRE_CONTAINER_RUNTIME"] ?? "docker";
        using var process = Start(new ProcessStartInfo(engine, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        var (output, problems) = (process.StandardOutput.ReadToEndAsync(context.CancellationToken), process.StandardError.ReadToEndAsync(context.CancellationToken));
        await process.StandardInput.BaseStream.WriteAsync(input ?? default, context.CancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(context.CancellationToken);
        return process.ExitCode == 0 ? (await output).TrimEnd() : throw new IOException((await problems).Trim());
    }

    /// <summary>The container of the resource for which a command runs.</summary>
    /// <exception cref="IOException">It has none yet.</exception>
    public static string ContainerOf(ExecuteCommandContext context) =>
        context.Services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(context.ResourceName, out var resource)
            && resource.Snapshot.Properties.FirstOrDefault(property => property.Name == "container.id")?.Value is string id
                ? id
                : throw new IOException($"{context.ResourceName} has no container yet.");

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new IOException($"{start.FileName} cannot be run: {missing.Message}.", missing);
        }
    }
}
