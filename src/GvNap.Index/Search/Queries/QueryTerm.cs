using System.Globalization;

namespace GvNap.Index.Search.Queries;

/// <summary>One condition of a query.</summary>
/// <param name="Negated">Files that meet it are left out.</param>
internal abstract record QueryTerm(bool Negated)
{
    /// <summary>The term without its sign, as the parser reads it.</summary>
    protected abstract string Text { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Negated ? "-" + Text : Text;

    /// <summary>Words that follow each other in the path or in the description.</summary>
    /// <param name="Negated">Files that meet it are left out.</param>
    /// <param name="Words">Folded words, at least one.</param>
    /// <param name="Prefix">The last word may go on.</param>
    internal sealed record Phrase(bool Negated, IReadOnlyList<string> Words, bool Prefix) : QueryTerm(Negated)
    {
        /// <inheritdoc/>
        protected override string Text => Prefix ? string.Join('.', Words) + "*" : Words.Count > 1 ? $"\"{string.Join(' ', Words)}\"" : Words[0];

        /// <summary>Compares word by word.</summary>
        public bool Equals(Phrase? other) => other is not null && Negated == other.Negated && Prefix == other.Prefix && Words.SequenceEqual(other.Words);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Negated, Prefix, Words.Count, Words[0]);
    }

    /// <summary>The end of the file's name after its last dot.</summary>
    /// <param name="Negated">Files that meet it are left out.</param>
    /// <param name="Name">The extension, folded, without the dot.</param>
    internal sealed record Extension(bool Negated, string Name) : QueryTerm(Negated)
    {
        /// <inheritdoc/>
        protected override string Text => "ext:" + Name;
    }

    /// <summary>The file's size.</summary>
    /// <param name="Negated">Files that meet it are left out.</param>
    /// <param name="Min">Smallest size, bytes.</param>
    /// <param name="Max">Largest size, bytes; not below <paramref name="Min"/>.</param>
    internal sealed record Size(bool Negated, long Min, long Max) : QueryTerm(Negated)
    {
        /// <inheritdoc/>
        protected override string Text => Max == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"size:{Min}..")
            : string.Create(CultureInfo.InvariantCulture, $"size:{Min}..{Max}");
    }

    /// <summary>The peer that shares the file.</summary>
    /// <param name="Negated">Files that meet it are left out.</param>
    /// <param name="Name">Its user name in lower case.</param>
    internal sealed record User(bool Negated, string Name) : QueryTerm(Negated)
    {
        /// <inheritdoc/>
        protected override string Text => "user:" + Name;
    }
}
