using System.Collections.Concurrent;
using GvNap.Peer.Cli;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Naming;
using Spectre.Console;

namespace GvNap.Peer.Tests.Cli;

public sealed class PersonTerminalTests
{
    private readonly StringWriter _screen = new();

    [Fact]
    public void Text_from_the_network_is_no_markup_and_moves_no_cursor()
    {
        var terminal = Open("");
        var table = new TextTable("Name");
        table.Rows.Add(["[red]not red[/] \u001b[2J\r"]);

        terminal.WriteTable(table);
        terminal.WriteLine("[bold]\u001b]0;title\a");

        Assert.Contains("[red]not red[/]", _screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("[bold]", _screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", _screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]0;", _screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\a', _screen.ToString());
    }

    [Fact]
    public async Task A_notice_in_the_middle_of_a_question_clears_the_line_and_asks_again()
    {
        var input = new BlockingReader();
        var terminal = new PersonTerminal(Console(), input);
        var answer = terminal.ReadLineAsync("gvnap>", TestContext.Current.CancellationToken);

        terminal.WriteNotice("The index server is closing.");
        input.Type("help");

        Assert.Equal("help", await answer);
        Assert.Matches(@"gvnap>.*\x1b\[2K.*The index server is closing\..*\n.*gvnap>", _screen.ToString().Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u3000")]
    [InlineData("[red]not red[/]")]
    [InlineData("[never closed \u001b[2J")]
    public async Task A_download_of_any_name_has_its_bar(string name)
    {
        var shown = await Open("").ShowProgressAsync(name, progress =>
        {
            progress.Report(new DownloadProgress(name, Bytes: 5, Size: 10, Rate: 1, ActiveSources: 1, ""));
            return Task.FromResult(true);
        });

        Assert.True(shown);
        Assert.Contains("50%", _screen.ToString(), StringComparison.Ordinal);
        Assert.Contains(SafeText.ForTerminal(name.Trim()), _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bar_is_one_line_with_the_files_name_however_long_that_is()
    {
        var id = new string('7', 64) + "-123456789";
        var name = string.Concat(Enumerable.Repeat("曲 of ", 40)) + ".flac";

        await Open("").ShowProgressAsync(id, progress =>
        {
            progress.Report(new DownloadProgress(name, Bytes: 5, Size: 10, Rate: 1, ActiveSources: 12, ""));
            return Task.FromResult(true);
        });

        Assert.Contains("曲 of 曲 of 曲 of…", _screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 B/s from 12 sources  5.0 s left", _screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("777777", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_input_is_null()
    {
        var terminal = Open("one\n");

        Assert.Equal("one", await terminal.ReadLineAsync("?", TestContext.Current.CancellationToken));
        Assert.Null(await terminal.ReadLineAsync("?", TestContext.Current.CancellationToken));
        Assert.Null(await terminal.ReadLineAsync("?", TestContext.Current.CancellationToken));
    }

    private PersonTerminal Open(string input) => new(Console(), new StringReader(input));

    private IAnsiConsole Console() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
        ColorSystem = ColorSystemSupport.Standard,
        Out = new AnsiConsoleOutput(_screen),
    });

    /// <summary>A keyboard: a read waits until a line is typed.</summary>
    private sealed class BlockingReader : TextReader
    {
        private readonly BlockingCollection<char> _characters = [];

        public void Type(string line)
        {
            foreach (var character in line + '\n')
            {
                _characters.Add(character);
            }
        }

        public override int Read() => _characters.Take();
    }
}
