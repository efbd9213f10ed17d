using System.CommandLine;
using System.CommandLine.Parsing;

namespace GvNap.ServiceDefaults;

/// <summary>How every program reads the words of a command line, and says what is wrong with them.</summary>
public static class CommandWords
{
    /// <summary>No response files: a query, a reason or a message may begin with @.</summary>
    private static readonly ParserConfiguration AsTheyAre = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads words as they are.</summary>
    /// <param name="command">What they are said to.</param>
    /// <param name="words">The words that follow its name.</param>
    public static ParseResult ParseWords(this Command command, IReadOnlyList<string> words) => command.Parse(words, AsTheyAre);

    /// <summary>What is wrong first, and which help to read, in a line without a full stop; null if nothing is.</summary>
    /// <param name="parsed">What was read.</param>
    /// <param name="program">The program's name.</param>
    public static string? FindProblem(this ParseResult parsed, string program) =>
        parsed.Errors is [var first, ..] ? $"{first.Message.TrimEnd('.')}; see {CommandOf(parsed.CommandResult, program)} --help" : null;

    /// <summary>The command as it is typed: <c>gvnap files init</c>.</summary>
    private static string CommandOf(CommandResult result, string program) =>
        result.Parent is CommandResult parent ? $"{CommandOf(parent, program)} {result.Command.Name}" : program;
}
