using GvNap.Peer.Transfers;
using GvNap.Protocol.Naming;
using GvNap.ServiceDefaults;
using Spectre.Console;

namespace GvNap.Peer.Cli;

/// <summary>A terminal with a person: questions, tables, colours and progress bars. Lines are edited as the terminal itself does it.</summary>
public sealed class PersonTerminal(IAnsiConsole console, TextReader input) : ITerminal
{
    private readonly InputLines _lines = new(input);
    private readonly Lock _writing = new();
    private string? _question;

    /// <inheritdoc/>
    public bool IsInteractive => true;

    /// <inheritdoc/>
    public async ValueTask<string?> ReadLineAsync(string question, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            _question = question;
            Ask(question);
        }

        string? line = null;
        try
        {
            return line = await _lines.ReadAsync(cancellationToken);
        }
        finally
        {
            lock (_writing)
            {
                _question = null;
                if (line is null)
                {
                    // The person pressed Ctrl+D or Ctrl+C: what follows begins on a line of its own.
                    console.WriteLine();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void WriteLine(string line) => Write(line, Style.Plain);

    /// <inheritdoc/>
    public void WriteProblem(string line) => Write(line, new Style(Color.Red));

    /// <inheritdoc/>
    public void WriteNotice(string line)
    {
        lock (_writing)
        {
            if (_question is { } question)
            {
                console.Write(new ControlCode("\r\u001b[2K"));
                Write(line, new Style(Color.Yellow));
                Ask(question);
            }
            else
            {
                Write(line, new Style(Color.Yellow));
            }
        }
    }

    /// <inheritdoc/>
    public void WriteTable(TextTable table)
    {
        var drawn = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var heading in table.Headings)
        {
            var column = new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold)));
            drawn.AddColumn(table.Numbers.Contains(heading) ? column.RightAligned() : column);
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Select(cell => new Text(string.Join('\n', cell.Split('\n').Select(SafeText.ForTerminal)))));
        }

        lock (_writing)
        {
            console.Write(drawn);
        }
    }

    /// <inheritdoc/>
    public Task<T> ShowProgressAsync<T>(string title, Func<IProgress<DownloadProgress>, Task<T>> download)
    {
        var bar = new DownloadBar(title, console.Profile.Width);
        return console.Progress().AutoClear(true).Columns(bar.Columns).StartAsync(context =>
        {
            bar.Begin(context);
            return download(bar);
        });
    }

    private void Ask(string question) => console.Write(new Text(SafeText.ForTerminal(question) + " ", new Style(Color.Aqua)));

    private void Write(string line, Style style)
    {
        lock (_writing)
        {
            console.Write(new Text(SafeText.ForTerminal(line), style).Overflow(Overflow.Fold));
            console.WriteLine();
        }
    }
}
