using GvNap.Index.Search.Storage;
using GvNap.Index.Search.Words;
using GvNap.Protocol.Naming;

namespace GvNap.Index.News;

/// <summary>A file that was just shared, made ready to be held against many queries. Used again for one entry after another; for one thread.</summary>
internal sealed class EntryText
{
    private readonly WordList _scratch = new();
    private readonly byte[] _extension = new byte[ExtensionTerm.MaxBytes];
    private readonly List<int> _keys = [];
    private int _extensionLength;

    /// <summary>The words of folders and name, in order.</summary>
    public WordList Path { get; } = new();

    /// <summary>The words of the description.</summary>
    public WordList Description { get; } = new();

    /// <summary>What follows the last dot of the file's name, folded, after a dot; empty if there is nothing of the kind.</summary>
    public ReadOnlySpan<byte> Extension => _extension.AsSpan(0, _extensionLength);

    /// <summary>Bytes of the file.</summary>
    public long Size { get; private set; }

    /// <summary>Who shares it, in lower case; empty: a peer without a name.</summary>
    public string User { get; private set; } = "";

    /// <summary>What tells this content at this peer from others, for as long as the process runs.</summary>
    public int Identity { get; private set; }

    /// <summary>Where queries are kept that it may meet; the same may come twice.</summary>
    public IReadOnlyList<int> Keys => _keys;

    /// <summary>Reads an entry. False if it is none, or of a file that its peer is still fetching.</summary>
    /// <param name="encoded">An encoded file entry.</param>
    /// <param name="user">Who shares it.</param>
    public bool TryRead(ReadOnlySpan<byte> encoded, string user)
    {
        if (!EntryFields.TryRead(encoded, out var fields) || fields.IsPartial)
        {
            return false;
        }

        Path.Clear();
        Path.Add(fields.Name);
        Description.Clear();
        Description.Add(fields.Description);
        _extensionLength = ExtensionTerm.Write(fields.Extension, _scratch, _extension);
        Size = fields.Size;
        User = UserName.Fold(user);
        var identity = new HashCode();
        identity.AddBytes(fields.Root);
        identity.Add(fields.Size);
        Identity = identity.ToHashCode();
        FindKeys();
        return true;
    }

    private void FindKeys()
    {
        _keys.Clear();
        AddKeys(Path);
        AddKeys(Description);
        if (_extensionLength > 0)
        {
            _keys.Add(WatchKey.OfTerm(Extension));
        }

        if (User.Length > 0)
        {
            _keys.Add(WatchKey.OfUser(User));
        }
    }

    private void AddKeys(WordList words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            _keys.Add(WatchKey.OfTerm(word));
            if (word.Length >= WatchKey.PrefixBytes)
            {
                _keys.Add(WatchKey.OfPrefix(word));
            }
        }
    }
}
