using System.CommandLine;
using System.Globalization;
using System.Text;
using GvNap.Lab.Load.Searching;

namespace GvNap.Lab.Load;

/// <summary>
/// <c>gvnap-lab corpus</c>: writes what a load shares as Redis commands for <c>redis-cli --pipe</c>, so that both can be compared on the same files:
/// entries as <c>f:NUMBER</c>, the files of each word as the set <c>w:WORD</c>, and queries by number in <c>q:rare</c> and <c>q:common</c>.
/// </summary>
internal static class CorpusCommand
{
    private const int MembersAtOnce = 1_000;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var files = LoadCommandOptions.Count("--files", "Files", 100_000, 1, LoadCommandOptions.MostFiles);
        var queries = LoadCommandOptions.Count("--queries", "Queries of each kind", 1_000, 0, LoadCommandOptions.MostFiles);
        var seed = LoadCommandOptions.Count("--seed", "The load's seed", new LoadOptions().Seed, 0, int.MaxValue);
        var command = new Command("corpus", "Writes what a load shares as Redis commands, for redis-cli --pipe.") { files, queries, seed };
        command.SetAction(parsed =>
        {
            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 20);
            var corpus = new LoadFiles(parsed.GetValue(seed), parsed.GetValue(files));
            corpus.Learn();
            WriteFiles(output, corpus);
            WriteQueries(output, corpus, parsed.GetValue(queries), parsed.GetValue(seed));
        });
        return command;
    }

    private static void WriteFiles(Stream output, LoadFiles corpus)
    {
        for (var file = 0; file < corpus.Count; file++)
        {
            Write(output, "SET"u8.ToArray(), Text($"f:{file}"), Google.Protobuf.MessageExtensions.ToByteArray(corpus[file].ToEntry()));
        }

        for (var word = 0; word < ZipfWords.Count; word++)
        {
            foreach (var chunk in corpus.Words.FilesWith(word).ToArray().Chunk(MembersAtOnce))
            {
                Write(output, ["SADD"u8.ToArray(), Text($"w:{corpus.Word(word)}"), .. chunk.Select(file => Text($"{file}"))]);
            }
        }
    }

    private static void WriteQueries(Stream output, LoadFiles corpus, int count, int seed)
    {
        foreach (var kind in new[] { QueryKind.Rare, QueryKind.Common })
        {
            var source = new QuestionSource(kind, corpus, seed);
            for (var number = 0; number < count; number++)
            {
                Write(output, "HSET"u8.ToArray(), Text($"q:{kind.ToString().ToLowerInvariant()}"), Text($"{number}"), Text($"{source.Next().Query}"));
            }
        }
    }

    private static byte[] Text(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private static void Write(Stream output, params byte[][] parts)
    {
        output.Write(Text($"*{parts.Length}\r\n"));
        foreach (var part in parts)
        {
            output.Write(Text($"${part.Length}\r\n"));
            output.Write(part);
            output.Write("\r\n"u8);
        }
    }
}
