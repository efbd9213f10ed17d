using GvNap.ServiceDefaults;
using Spectre.Console;

namespace GvNap.Peer.Cli;

/// <summary>The process's own console.</summary>
public static class ConsoleTerminal
{
    /// <summary>A person's terminal if both input and output are one that can move its cursor, plain pipes otherwise.</summary>
    public static ITerminal Open()
    {
        var input = StandardInput.Open();
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return isTerminal
            ? new PersonTerminal(AnsiConsole.Console, input)
            : new PlainTerminal(input, Console.Out, TimeProvider.System);
    }
}
