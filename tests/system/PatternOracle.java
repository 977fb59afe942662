import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Says what java.util.regex makes of patterns. Each line of standard input is answered by a line:
 *
 * <pre>
 * find PATTERN TEXT..  1 or 0 for each text: whether the pattern is found in it; ? if too deep
 * class PATTERN        the code points that match as texts of their own, as hexadecimal FIRST-LAST
 * </pre>
 *
 * Patterns and texts are UTF-8 in base64, with "=" for an empty one. A pattern that Java refuses is
 * answered by "!". The code points that this Java's Unicode has not assigned, and surrogates, are
 * left out of classes: "class" with the pattern \P{Cn} tells which there are.
 */
public class PatternOracle {
    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answer(line.split(" ")));
        }
    }

    static String answer(String[] words) {
        try {
            Pattern pattern = Pattern.compile(decoded(words[1]));
            return words[0].equals("class") ? members(pattern) : found(pattern, words);
        } catch (PatternSyntaxException refused) {
            return "!";
        }
    }

    static String decoded(String word) {
        byte[] bytes = word.equals("=") ? new byte[0] : Base64.getDecoder().decode(word);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String found(Pattern pattern, String[] words) {
        StringBuilder answers = new StringBuilder();
        for (int i = 2; i < words.length; i++) {
            try {
                answers.append(pattern.matcher(decoded(words[i])).find() ? '1' : '0');
            } catch (StackOverflowError tooDeep) {
                answers.append('?');
            }
        }
        return answers.toString();
    }

    static final String[] CHARACTERS = new String[Character.MAX_CODE_POINT + 2];

    static {
        for (int each = 0; each <= Character.MAX_CODE_POINT; each++) {
            int category = Character.getType(each);
            if (category != Character.UNASSIGNED && category != Character.SURROGATE) {
                CHARACTERS[each] = Character.toString(each);
            }
        }
    }

    static String members(Pattern pattern) {
        StringBuilder ranges = new StringBuilder();
        Matcher matcher = pattern.matcher("");
        int first = -1;
        for (int each = 0; each < CHARACTERS.length; each++) {
            boolean inside = CHARACTERS[each] != null && matcher.reset(CHARACTERS[each]).matches();
            if (inside && first < 0) {
                first = each;
            } else if (!inside && first >= 0) {
                ranges.append(String.format("%x-%x ", first, each - 1));
                first = -1;
            }
        }
        return ranges.toString();
    }
}
